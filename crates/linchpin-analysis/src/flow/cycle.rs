//! How long items take, and where that time begins.

use serde::Serialize;

use crate::flow::passage::Passage;

/// How long the done items took, in calendar days with fractions. None of the percentiles is there without items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CycleDays {
    /// How many items have a cycle time.
    pub n: usize,
    /// Half took no longer.
    pub p50: Option<f64>,
    /// 85 of a hundred took no longer.
    pub p85: Option<f64>,
    /// 95 of a hundred took no longer.
    pub p95: Option<f64>,
}

/// Where cycle time begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CycleFrom {
    /// When work began.
    Started,
    /// When the item came to be.
    Created,
    /// One or the other, kind by kind.
    Mixed,
}

impl CycleFrom {
    /// Where cycle time begins in two kinds together.
    pub fn and(self, other: Self) -> Self {
        if self == other { self } else { Self::Mixed }
    }
}

/// Decides where the cycle of items of one kind begins and notes it in each: from their start if at least half of those
/// done have one, else from when they came to be.
pub(super) fn begin(passages: &mut [Passage<'_>]) -> CycleFrom {
    let done = passages.iter().filter(|passage| passage.is_done());
    let (done, with_start) = done.fold((0, 0), |(done, with_start), passage| {
        (done + 1, with_start + usize::from(passage.started_at.is_some()))
    });
    let from = match with_start * 2 >= done && with_start > 0 {
        true => CycleFrom::Started,
        false => CycleFrom::Created,
    };
    for passage in passages {
        passage.begun_at = match from {
            CycleFrom::Started => passage.started_at,
            CycleFrom::Created | CycleFrom::Mixed => passage.created_at,
        };
    }
    from
}

/// How long the done among some items took.
pub(super) fn days(passages: &[Passage<'_>]) -> CycleDays {
    let mut days: Vec<f64> = passages.iter().filter_map(Passage::cycle_days).collect();
    days.sort_unstable_by(f64::total_cmp);
    CycleDays {
        n: days.len(),
        p50: percentile(&days, 0.50),
        p85: percentile(&days, 0.85),
        p95: percentile(&days, 0.95),
    }
}

/// The percentile of type 7 (Hyndman and Fan 1996): linear between the values at places `floor` and `ceil` of
/// `(n - 1) * share`. The values are in ascending order; none without values.
pub fn percentile(ascending: &[f64], share: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let place = last as f64 * share.clamp(0.0, 1.0);
    let below = (place.floor() as usize).min(last);
    let above = (below + 1).min(last);
    let part = place - below as f64;
    Some(ascending[below] + (ascending[above] - ascending[below]) * part)
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn a_percentile_lies_between_its_neighbours_in_proportion() {
        assert_eq!(percentile(&[1.0, 2.0, 3.0, 4.0], 0.5), Some(2.5));
        assert_eq!(percentile(&[10.0, 20.0], 0.85), Some(18.5));
        assert_eq!(percentile(&[7.0], 0.95), Some(7.0));
        assert_eq!(percentile(&[], 0.5), None);
    }
}

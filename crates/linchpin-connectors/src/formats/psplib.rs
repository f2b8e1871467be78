//! Scheduling problems of the PSPLIB library (`.sm`): jobs, precedence, and resources of constant capacity.
//!
//! Format: Kolisch and Sprecher, "PSPLIB - a project scheduling problem library", EJOR 96 (1997) 205-216.

mod observe;

use linchpin_model::{Batch, Problem};

use super::{ReadOptions, Unreadable, quoted, refused, sentence, source_name};

use observe::observe;

/// One scheduling problem. Time is in whole periods; a job of duration `d` that starts in period `t` uses the periods `t` to
/// `t + d - 1`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instance {
    /// Jobs in the order of their numbers, from 1; the first and the last stand for start and end and take no time.
    pub jobs: Vec<Job>,
    /// Names and capacities of resources.
    pub resources: Vec<(String, u32)>,
    /// The length of the critical path, as the file states it.
    pub critical_path: Option<u32>,
    /// What could not be read as it stands.
    pub problems: Vec<Problem>,
}

/// One job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Job {
    /// Periods.
    pub duration: u32,
    /// Numbers of the jobs that wait for it, from 1.
    pub successors: Vec<usize>,
    /// Units that it uses of each resource while it runs.
    pub needs: Vec<u32>,
}

/// Jobs of one file, at most.
const JOBS: usize = 100_000;
/// Periods of one job, and units of one resource, at most.
const AMOUNT: u64 = 100_000;

/// Whether a file looks like such a problem.
pub fn looks_like(text: &str) -> bool {
    text.contains("PRECEDENCE RELATIONS") && text.contains("REQUESTS/DURATIONS")
}

/// Reads a file as observations.
pub fn read(bytes: &[u8], options: &ReadOptions<'_>) -> Result<Batch, Unreadable> {
    let instance = read_instance(bytes)?;
    let source = format!("psplib:{}", source_name::stem(options.name));
    Ok(observe(&instance, options.source.unwrap_or(&source)))
}

/// Reads a scheduling problem. A line that is unsound is reported and left out; a file without jobs is refused.
pub fn read_instance(bytes: &[u8]) -> Result<Instance, Unreadable> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| refused(format!("the file is not valid UTF-8 at byte {}", error.valid_up_to())))?;
    if !looks_like(text) {
        return Err(refused(
            "this is not a PSPLIB file: it has no PRECEDENCE RELATIONS and REQUESTS/DURATIONS",
        )
        .hint("Single-mode files end in .sm."));
    }
    let mut reader = Reader::default();
    for (line, number) in text.lines().zip(1..) {
        reader.line(line.trim(), number)?;
    }
    reader.finish()
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Section {
    #[default]
    Head,
    Project,
    Precedence,
    Requests,
    Capacities,
}

#[derive(Default)]
struct Reader {
    section: Section,
    instance: Instance,
}

impl Reader {
    fn line(&mut self, line: &str, number: usize) -> Result<(), Unreadable> {
        let starts = [
            ("PROJECT INFORMATION", Section::Project),
            ("PRECEDENCE RELATIONS", Section::Precedence),
            ("REQUESTS/DURATIONS", Section::Requests),
            ("RESOURCEAVAILABILITIES", Section::Capacities),
        ];
        if let Some((_, section)) = starts.iter().find(|(start, _)| line.starts_with(start)) {
            self.section = *section;
            return Ok(());
        }
        if self.section == Section::Capacities && line.starts_with('R') {
            self.instance.resources = resource_names(line).map(|name| (name, 0)).collect();
            return Ok(());
        }
        // Headers of tables begin with letters, lines between them with asterisks or hyphens.
        if !line.starts_with(|c: char| c.is_ascii_digit()) {
            return Ok(());
        }
        match (self.section, numbers(line)) {
            (Section::Head, _) => Ok(()),
            (_, Err(word)) => {
                self.report(
                    number,
                    format!("{} is not a whole number up to {AMOUNT}; the line is left out", quoted(&word)),
                );
                Ok(())
            }
            (Section::Project, Ok(values)) => {
                self.instance.critical_path = values.get(5).map(|value| *value as u32);
                Ok(())
            }
            (Section::Precedence, Ok(values)) => self.precedence(&values, number),
            (Section::Requests, Ok(values)) => self.request(&values, number),
            (Section::Capacities, Ok(values)) => {
                self.instance
                    .resources
                    .iter_mut()
                    .zip(values)
                    .for_each(|(resource, units)| resource.1 = units as u32);
                Ok(())
            }
        }
    }

    /// Job number, modes, number of successors, successors.
    fn precedence(&mut self, values: &[u64], line: usize) -> Result<(), Unreadable> {
        let [job, modes, count, successors @ ..] = values else {
            self.report(line, "the line is too short; it is left out".into());
            return Ok(());
        };
        let job = *job as usize;
        if job != self.instance.jobs.len() + 1 {
            return Err(refused(format!("expected job {}, found job {job}", self.instance.jobs.len() + 1))
                .at(line, 1));
        }
        if job > JOBS {
            return Err(refused(format!("the file has more than {JOBS} jobs")).at(line, 1));
        }
        if *modes > 1 {
            self.report(line, format!("job {job} has {modes} modes; only the first is read"));
        }
        if *count as usize != successors.len() {
            let found = successors.len();
            self.report(
                line,
                format!("job {job} names {found} successors instead of {count}; those are read"),
            );
        }
        let successors = successors.iter().map(|successor| *successor as usize).collect();
        self.instance.jobs.push(Job { successors, ..Job::default() });
        Ok(())
    }

    /// Job number, mode, duration, units of each resource. Further modes begin with their own number.
    fn request(&mut self, values: &[u64], line: usize) -> Result<(), Unreadable> {
        let known = self.instance.jobs.len();
        let [job, mode, duration, needs @ ..] = values else {
            self.report(line, "the line is too short; it is left out".into());
            return Ok(());
        };
        match self.instance.jobs.get_mut((*job as usize).wrapping_sub(1)) {
            Some(target) if *mode == 1 => {
                target.duration = *duration as u32;
                target.needs = needs.iter().map(|units| *units as u32).collect();
            }
            Some(_) => {}
            None => {
                self.report(line, format!("there is no job {job}; there are {known}; the line is left out"))
            }
        }
        Ok(())
    }

    fn report(&mut self, line: usize, message: String) {
        self.instance.problems.push(Problem {
            place: format!("line {line}"),
            message: sentence(&message),
            hint: None,
        });
    }

    fn finish(mut self) -> Result<Instance, Unreadable> {
        let count = self.instance.jobs.len();
        if count == 0 {
            return Err(refused("the file has no jobs"));
        }
        for (job, number) in self.instance.jobs.iter_mut().zip(1..) {
            job.successors.retain(|successor| {
                let exists = (1..=count).contains(successor);
                if !exists {
                    let message =
                        format!("job {number} leads to job {successor}, which is not there; it is left out");
                    self.instance.problems.push(Problem {
                        place: format!("job {number}"),
                        message: sentence(&message),
                        hint: None,
                    });
                }
                exists
            });
        }
        Ok(self.instance)
    }
}

/// `R 1  R 2` as `R1`, `R2`.
fn resource_names(line: &str) -> impl Iterator<Item = String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let joined = words.join("");
    let names: Vec<String> =
        joined.split('R').filter(|name| !name.is_empty()).map(|name| format!("R{name}")).collect();
    names.into_iter()
}

/// The numbers of a line, or the first word that is none.
fn numbers(line: &str) -> Result<Vec<u64>, String> {
    let number =
        |word: &str| word.parse().ok().filter(|number| *number <= AMOUNT).ok_or_else(|| word.to_owned());
    line.split_whitespace().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "\
projects : 1
PROJECT INFORMATION:
pronr.  #jobs rel.date duedate tardcost  MPM-Time
    1      1      0       9       1        3
****
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          1           2
   2        1          2           3   7
   3        1          0
****
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
  1      1     0       0    0
  2      1     3       2    1
  3      1     x       0    0
****
RESOURCEAVAILABILITIES:
  R 1  R 2
    4    5
";

    #[test]
    fn jobs_resources_and_the_critical_path_are_read_and_lost_successors_reported() {
        let got = read_instance(SMALL.as_bytes()).unwrap();
        assert_eq!(got.critical_path, Some(3));
        assert_eq!(got.resources, [("R1".to_owned(), 4), ("R2".to_owned(), 5)]);
        let second = Job { duration: 3, successors: vec![3], needs: vec![2, 1] };
        assert_eq!(got.jobs[1], second);
        let said: Vec<&str> = got.problems.iter().map(|problem| problem.place.as_str()).collect();
        assert_eq!(said, ["line 16", "job 2"]);
    }

    #[test]
    fn another_file_is_refused() {
        assert!(read_instance(b"id,title\n1,x\n").unwrap_err().to_string().contains("not a PSPLIB file"));
        assert!(read_instance(b"\xff\xfe").unwrap_err().to_string().contains("UTF-8"));
    }
}

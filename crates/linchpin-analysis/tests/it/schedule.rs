//! Dates, floats and findings of small networks.

mod networks;
mod plan;
mod worlds;
mod wrong;

use linchpin_analysis::schedule::{Convention, OutOfSequence, Rules};

use plan::{check_path, check_schedule, check_schedule_by};

#[test]
fn a_parallel_branch_has_float_and_the_long_one_has_none() {
    check_schedule(
        "start 2026-03-02
         design   5d
         build   10d  <- design
         manual   3d  <- design
         launch   0d  <- build, manual",
        "design   2 Mar - 6 Mar    float 0 free 0 critical
         build    9 Mar - 20 Mar   float 0 free 0 critical
         manual   9 Mar - 11 Mar   float 7 free 7
         launch   20 Mar - 20 Mar  float 0 free 0 critical",
    );
}

#[test]
fn each_kind_of_link_ties_its_two_ends() {
    check_schedule(
        "start 2026-03-02
         base    4d
         fs      2d  <- base
         ss      2d  <- base ss+1d
         ff      2d  <- base ff+1d
         sf      2d  <- base sf+3d",
        "base    2 Mar - 5 Mar   float 0 free 0 critical
         fs      6 Mar - 9 Mar   float 0 free 0 critical
         ss      3 Mar - 4 Mar   float 3 free 3
         ff      5 Mar - 6 Mar   float 1 free 1
         sf      3 Mar - 4 Mar   float 3 free 3",
    );
}

#[test]
fn a_lead_overlaps_and_an_elapsed_lag_runs_through_the_weekend() {
    check_schedule(
        "start 2026-03-05
         pour    2d
         dry     1d  <- pour fs+48h
         check   1d  <- pour fs+2d
         strip   2d  <- pour fs-1d",
        "pour    5 Mar - 6 Mar    float 0 free 0 critical
         dry     9 Mar - 9 Mar    float 2 free 2
         check   11 Mar - 11 Mar  float 0 free 0 critical
         strip   6 Mar - 9 Mar    float 2 free 2",
    );
}

#[test]
fn a_lag_in_percent_is_a_share_of_the_predecessor() {
    check_schedule(
        "start 2026-03-02
         write   4d
         review  4d  <- write ss+50%",
        "write   2 Mar - 5 Mar   float 0 free 0 critical
         review  4 Mar - 9 Mar   float 0 free 0 critical",
    );
}

#[test]
fn a_parent_spans_its_children_and_its_links_apply_to_them() {
    check_schedule(
        "start 2026-03-02
         plan    2d
         work    0d  <- plan
         left    3d  in work
         right   1d  in work
         ship    1d  <- work",
        "plan    2 Mar - 3 Mar   float 0 free 0 critical
         work    4 Mar - 6 Mar   float 0 free 0 critical
         left    4 Mar - 6 Mar   float 0 free 0 critical
         right   4 Mar - 4 Mar   float 2 free 2
         ship    9 Mar - 9 Mar   float 0 free 0 critical",
    );
}

#[test]
fn the_start_of_a_parent_is_held_by_the_child_that_starts_first() {
    check_schedule(
        "start 2026-03-02
         phase   0d
         first   2d  in phase
         second  2d  in phase <- first
         report  8d  <- phase ss",
        "phase   2 Mar - 5 Mar    float 0 free 0 critical
         first   2 Mar - 3 Mar    float 0 free 0 critical
         second  4 Mar - 5 Mar    float 4 free 4
         report  2 Mar - 11 Mar   float 0 free 0 critical",
    );
}

#[test]
fn the_members_of_a_loop_get_no_dates_and_the_rest_is_scheduled() {
    check_schedule(
        "start 2026-03-02
         hen     1d  <- egg
         egg     1d  <- hen
         soup    2d  <- hen
         bread   1d",
        "hen     no dates
         egg     no dates
         soup    2 Mar - 3 Mar   float 0 free 0 critical
         bread   2 Mar - 2 Mar   float 1 free 1
         loop hen > egg > hen",
    );
}

#[test]
fn a_loop_through_a_parent_is_found_and_a_link_to_an_own_parent_is_left_out() {
    check_schedule(
        "start 2026-03-02
         house   0d  <- paint
         wall    1d  in house
         paint   1d  <- wall
         roof    1d  in house",
        "house   no dates
         wall    no dates
         paint   no dates
         roof    2 Mar - 2 Mar   float 0 free 0 critical
         loop house > wall > paint > house",
    );
    check_schedule(
        "start 2026-03-02
         house   0d
         wall    1d  in house <- house",
        "house   2 Mar - 2 Mar   float 0 free 0 critical
         wall    2 Mar - 2 Mar   float 0 free 0 critical
         left out house > wall",
    );
}

#[test]
fn a_node_that_waits_for_itself_is_a_loop_of_one() {
    check_schedule(
        "start 2026-03-02
         snake   1d  <- snake
         tail    1d  <- snake",
        "snake   no dates
         tail    2 Mar - 2 Mar   float 0 free 0 critical
         loop snake > snake",
    );
}

#[test]
fn links_hold_where_a_constraint_breaks_and_the_break_shows_as_negative_float() {
    check_schedule(
        "start 2026-03-02
         build   5d
         demo    1d  <- build  must-start 2026-03-06",
        "build   2 Mar - 6 Mar   float -1 free 0 critical
         demo    9 Mar - 9 Mar   float -1 free 0 critical
         broken demo",
    );
}

#[test]
fn microsoft_projects_rules_keep_the_constraint_and_break_the_link() {
    check_schedule_by(
        Rules::ms_project(),
        "start 2026-03-02
         build   5d
         demo    1d  <- build  must-start 2026-03-06",
        "build   2 Mar - 6 Mar   float -1 free 0 critical
         demo    6 Mar - 6 Mar   float -1 free 0 critical
         broken demo",
    );
}

#[test]
fn a_constraint_holds_a_start_or_a_finish_back() {
    check_schedule(
        "start 2026-03-02
         press   1d  not-before 2026-03-07
         print   1d  finish-not-before 2026-03-11",
        "press   9 Mar - 9 Mar    float 1 free 1
         print   10 Mar - 10 Mar  float 0 free 0 critical",
    );
}

#[test]
fn a_deadline_moves_nothing_and_is_measured_against() {
    check_schedule(
        "start 2026-03-02
         build   5d  deadline 2026-03-05
         rest    8d",
        "build   2 Mar - 6 Mar    float 3 free 3
         rest    2 Mar - 11 Mar   float 0 free 0 critical
         late build by 2",
    );
}

#[test]
fn under_microsoft_projects_rules_a_deadline_bounds_the_late_finish() {
    check_schedule_by(
        Rules::ms_project(),
        "start 2026-03-02
         build   3d  deadline 2026-03-06
         rest    8d",
        "build   2 Mar - 4 Mar    float 1 free 1
         rest    2 Mar - 11 Mar   float 0 free 0 critical",
    );
}

#[test]
fn as_late_as_possible_lies_at_its_late_dates_and_what_follows_goes_with_it() {
    check_schedule(
        "start 2026-03-02
         long    8d
         train   1d  alap
         drill   1d  <- train",
        "long    2 Mar - 11 Mar   float 0 free 0 critical
         train   10 Mar - 10 Mar  float 0 free 0 critical
         drill   11 Mar - 11 Mar  float 0 free 0 critical",
    );
}

#[test]
fn nothing_unfinished_lies_before_the_data_date() {
    check_schedule(
        "start 2026-03-02
         now 2026-03-11
         spec    3d  done 2026-03-02 2026-03-04
         build   5d  started 2026-03-05 left 2d
         test    2d  <- build
         notes   1d",
        "spec    2 Mar - 4 Mar    float 0 free 0
         build   5 Mar - 12 Mar   float 0 free 0 critical
         test    13 Mar - 16 Mar  float 0 free 0 critical
         notes   11 Mar - 11 Mar  float 3 free 3",
    );
}

#[test]
fn work_out_of_sequence_waits_unless_progress_overrides() {
    let plan = "start 2026-03-02
         now 2026-03-04
         design  5d  started 2026-03-02 left 3d
         build   4d  started 2026-03-03 left 2d <- design";
    check_schedule(
        plan,
        "design  2 Mar - 6 Mar    float 0 free 0 critical
         build   3 Mar - 10 Mar   float 0 free 0 critical
         out of sequence design > build",
    );
    let convention = Convention::Own { out_of_sequence: OutOfSequence::ProgressOverride };
    check_schedule_by(
        Rules { convention, ..Rules::default() },
        plan,
        "design  2 Mar - 6 Mar    float 0 free 0 critical
         build   3 Mar - 5 Mar    float 1 free 1
         out of sequence design > build",
    );
}

#[test]
fn microsoft_projects_rules_leave_the_rest_of_the_work_where_it_was() {
    check_schedule_by(
        Rules::ms_project(),
        "start 2026-03-02
         now 2026-03-11
         build   5d  started 2026-03-03 left 4d
         test    2d  <- build",
        "build   3 Mar - 9 Mar    float 0 free 0 critical
         test    10 Mar - 11 Mar  float 0 free 0 critical",
    );
}

#[test]
fn a_threshold_makes_small_floats_critical() {
    check_schedule_by(
        Rules { critical_threshold: 480, ..Rules::default() },
        "start 2026-03-02
         a   3d
         b   2d
         c   1d",
        "a   2 Mar - 4 Mar   float 0 free 0 critical
         b   2 Mar - 3 Mar   float 1 free 1 critical
         c   2 Mar - 2 Mar   float 2 free 2",
    );
}

#[test]
fn work_beyond_the_last_planned_year_gets_no_dates_and_is_named() {
    check_schedule(
        "start 2026-03-02
         cathedral  200000d
         chapel     2d",
        "cathedral  no dates
         chapel     2 Mar - 3 Mar   float 0 free 0 critical
         beyond the horizon cathedral",
    );
}

#[test]
fn the_driving_path_leads_through_the_children_that_decide() {
    check_path(
        "start 2026-03-02
         plan    2d
         work    0d  <- plan
         left    3d  in work
         right   1d  in work
         docs    1d  <- plan
         ship    1d  <- work, docs",
        "ship",
        "plan > left > ship",
    );
}

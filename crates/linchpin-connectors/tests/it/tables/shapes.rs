//! The exports of common tools, as written by us in their shape.

use super::shown::shown;
use super::*;

/// Files in the shape of each export, by name.
pub(super) const SAMPLES: &[(&str, &str)] = &[
    (
        "Jira.csv",
        "\u{feff}Summary,Issue key,Issue id,Issue Type,Status,Status Category,Project key,Priority,Resolution,Assignee,Assignee Id,Reporter,Reporter Id,Created,Updated,Resolved,Due date,Fix versions,Fix versions,Components,Labels,Labels,Watchers,Original estimate,Inward issue link (Blocks),Outward issue link (Blocks),Outward issue link (Relates),Custom field (Story Points),Custom field (Start date),Sprint,Sprint,Comment,Comment,Parent,Parent key\r\n\
         Antenna,CLM-1,10001,Epic,In Progress,In Progress,CLM,Medium,,Ana Ruiz,aid-1,Bo Li,aid-2,05/Jan/26 9:00 AM,10/Jan/26 11:19 AM,,20/Mar/26 12:00 AM,1.0,,Hardware,field,urgent,Cy,,,CLM-2,,,01/Jan/26 12:00 AM,,,,,,\r\n\
         Mount,CLM-2,10002,Story,Done,Done,CLM,Blocker,Won't Do,,,Bo Li,aid-2,06/Jan/26 9:00 AM,11/Jan/26 1:05 PM,11/Jan/26 1:05 PM,,1.0,1.1,,,,,7200,CLM-1,,CLM-1,3.0,,S1,S2,\"08/Jan/26 8:00 AM;aid-1;First; look\",09/Jan/26 8:00 AM;aid-2;again,10001,CLM-1\r\n",
    ),
    (
        "linear.csv",
        "ID,Team,Title,Description,Status,Estimate,Priority,Project ID,Project,Creator,Assignee,Labels,Cycle Number,Cycle Name,Cycle Start,Cycle End,Created,Updated,Started,Triaged,Completed,Canceled,Archived,Due Date,Parent issue\n\
         ENG-1,Engine,Lexer,Text,Done,3,High,p1,Parser,ana@example.org,bo@example.org,\"bug, core\",4,Cycle 4,,,Fri Apr 14 2023 10:00:00 GMT+0000 (Coordinated Universal Time),Sat Apr 15 2023 10:00:00 GMT+0000 (GMT),,,Sat Apr 15 2023 09:00:00 GMT+0000 (GMT),,,,\n\
         ENG-2,Engine,'=Sum,,Todo,,No priority,,,ana@example.org,,,,,,,Fri Apr 14 2023 10:00:00 GMT+0000 (GMT),,,,,,,2023-05-01,ENG-1\n",
    ),
    (
        "linear34.csv",
        "ID,UUID,Team,Title,Status,Estimate,Priority,Cycle Name,Created,Blocked by,Related to,Duplicate of,Parent issue\n\
         ENG-1,u-1,Engine,Lexer,In Progress,3,Urgent,,2026-01-05T10:00:00.000Z,,,,\n\
         ENG-2,u-2,Engine,Parser,Backlog,,Low,,2026-01-05T10:00:00.000Z,ENG-1,,,ENG-1\n",
    ),
    (
        "asana.csv",
        "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date,Tags,Notes,Projects,Parent task,Blocked By (Dependencies),Blocking (Dependencies),Size\n\
         1201,2026-01-05,2026-01-09,2026-01-10,Site survey,Done,Ana Ruiz,ana@example.org,2026-01-06,2026-01-08,\"field,early\",,Weather,,,\"Mast, north side\",L\n\
         1202,2026-01-05,,2026-01-10,\"Mast, north side\",Doing,,,2026-02-02,2026-02-20,,two lines,Weather,Site survey,Site survey,,M\n",
    ),
    (
        "asana-sheet.csv",
        "https://app.asana.com/0/1/list,,,\n,,,\nTask ID,Name,Section/Column,Due Date\n1201,Site survey,Done,2026-01-08\n",
    ),
    (
        "azure.csv",
        "ID,Work Item Type,Title,Assigned To,State,Tags,Iteration Path,Area Path,Effort,Remaining Work,Created Date,Closed Date,Parent\n\
         12,Feature,Login,Ana Ruiz <ana@example.org>,Active,web; sso,P\\S1,P\\Web,5,,1/13/2026 9:00:00 AM,,\n\
         13,Task,Form,Bo Li <bo@example.org>,Closed,,P\\S1,P\\Web,,4,1/13/2026 9:30:00 AM,1/20/2026 5:00:00 PM,12\n",
    ),
    (
        "project.tsv",
        "Title\tURL\tAssignees\tStatus\tLabels\tMilestone\n\
         Fix\thttps://github.com/o/r/issues/12\tana, bo\tIn Progress\tbug, good first issue\tv1.0\n\
         Add\thttps://github.com/o/r/pull/13\t\tDone\t\tv1.0\n",
    ),
    (
        "board.csv",
        "Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,List Name,Archived\n\
         a1,Book hall,https://trello.com/c/a1,Big one,\"red,blue\",\"ana;bo\",2026-03-02T10:00:00.000Z,Doing,false\n",
    ),
    (
        "plan.csv",
        "WBS,Task Name,Type,Duration,Start,Finish,% Complete,Predecessors,Assigned To\n\
         1,Build,,,3/2/2026,3/27/2026,,,\n\
         1.1,Frame,task,5d,3/2/2026,3/6/2026,100%,,Ana\n\
         1.2,Walls,task,10d,3/9/2026,3/20/2026,50%,2FS+1d,Bo\n\
         1.3,Roof,task,1w,3/16/2026,3/20/2026,0%,\"2SS, 3FF-50%\",\n\
         2,Open day,Milestone,0,3/27/2026,3/27/2026,,\"3, 4\",Ana\n",
    ),
];

fn check(name: &str, wanted: &str) {
    let (_, text) = SAMPLES.iter().find(|(known, _)| *known == name).expect("a sample");
    let batch = try_read(text.as_bytes(), &named(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let wanted: Vec<&str> = wanted.lines().map(str::trim).collect();
    let found = shown(&batch);
    assert_eq!(found.lines().collect::<Vec<_>>(), wanted, "{name}\n{found}\n{:#?}", batch.problems);
}

#[test]
fn jira_cloud() {
    check(
        "Jira.csv",
        "\
         CLM-1 by Bo Li: Antenna, a epic, owner Ana Ruiz, in Hardware, for 1.0, labels field+urgent, P1, due 2026-03-20, created 2026-01-05T09:00:00Z, Project key: CLM, In Progress (InProgress), started 2026-01-01T00:00:00Z\n\
         CLM-1 -> CLM-2 FinishStart\n\
         CLM-2 by Bo Li: Mount, a story, under CLM-1, for 1.0+1.1, P0, Single { minutes: 120 }, created 2026-01-06T09:00:00Z, Project key: CLM, Outward issue link (Relates): CLM-1, Sprint: list S1+S2, Story Points: number 3, Done (Dropped), finished 2026-01-11T13:05:00Z\n\
         comment 2026-01-08T08:00:00Z by Ana Ruiz\n\
         comment 2026-01-09T08:00:00Z by Bo Li",
    );
}

#[test]
fn linear_of_three_ages() {
    check(
        "linear.csv",
        "\
         ENG-1 by ana@example.org: Lexer, owner bo@example.org, in Parser, team Engine, labels bug+core, P1, Points { thousandths: 3000 }, created 2023-04-14T10:00:00Z, \"Text\", Project ID: p1, Cycle Number: number 4, Cycle Name: Cycle 4, Done (Done), finished 2023-04-15T09:00:00Z\n\
         ENG-2 by ana@example.org: =Sum, team Engine, under ENG-1, due 2023-05-01, created 2023-04-14T10:00:00Z, Todo (Todo)",
    );
    check(
        "linear34.csv",
        "\
         ENG-1: Lexer, team Engine, P0, Points { thousandths: 3000 }, created 2026-01-05T10:00:00Z, In Progress (InProgress)\n\
         ENG-2: Parser, team Engine, under ENG-1, P2, created 2026-01-05T10:00:00Z, Backlog (Todo)\n\
         ENG-1 -> ENG-2 FinishStart",
    );
}

#[test]
fn asana() {
    check(
        "asana.csv",
        "\
         1201: Site survey, owner Ana Ruiz, in Weather, labels field+early, Size(L), due 2026-01-08, created 2026-01-05T00:00:00Z, Done (Done), started 2026-01-06T00:00:00Z, finished 2026-01-09T00:00:00Z\n\
         1201 -> 1202 FinishStart\n\
         1202: Mast, north side, in Weather, under 1201, Size(M), due 2026-02-20, created 2026-01-05T00:00:00Z, \"two lines\", Doing (InProgress), started 2026-02-02T00:00:00Z",
    );
}

#[test]
fn asana_by_way_of_google_sheets() {
    check(
        "asana-sheet.csv",
        "\
         1201: Site survey, due 2026-01-08, Done (Done)",
    );
}

#[test]
fn azure_devops() {
    check(
        "azure.csv",
        "\
         12: Login, a feature, owner Ana Ruiz, in P\\Web, labels web+sso, Points { thousandths: 5000 }, created 2026-01-13T09:00:00Z, Iteration Path: P\\S1, Active (InProgress)\n\
         13: Form, a task, owner Bo Li, in P\\Web, under 12, left 240 min, created 2026-01-13T09:30:00Z, Iteration Path: P\\S1, Closed (Done), finished 2026-01-20T17:00:00Z",
    );
}

#[test]
fn github() {
    check(
        "project.tsv",
        "\
         r#12: Fix, owner ana, with bo, for v1.0, labels bug+good first issue, <https://github.com/o/r/issues/12>, In Progress (InProgress)\n\
         r#13: Add, for v1.0, <https://github.com/o/r/pull/13>, Done (Done)",
    );
}

#[test]
fn trello() {
    check(
        "board.csv",
        "\
         a1: Book hall, owner ana, with bo, labels red+blue, due 2026-03-02, <https://trello.com/c/a1>, \"Big one\", Archived: false, Doing (InProgress)",
    );
}

#[test]
fn smartsheet_and_other_plans() {
    check(
        "plan.csv",
        "\
         build: Build, due 2026-03-27, not before 2026-03-02\n\
         frame: Frame, a task, owner Ana, under build, takes 2400 min, 100 %, due 2026-03-06, done (Done), started 2026-03-02T00:00:00Z\n\
         walls: Walls, a task, owner Bo, under build, takes 4800 min, 50 %, due 2026-03-20, in progress (InProgress), started 2026-03-09T00:00:00Z\n\
         frame -> walls FinishStart Working(480)\n\
         roof: Roof, a task, under build, takes 2400 min, 0 %, due 2026-03-20, to do (Todo)\n\
         frame -> roof StartStart\n\
         walls -> roof FinishFinish Percent(-5000)\n\
         milestone Open day, owner Ana, target 2026-03-27\n\
         walls -> Open day FinishStart\n\
         roof -> Open day FinishStart",
    );
}

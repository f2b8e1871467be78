//! What can be asked on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A program hub for Technical Program Managers: what needs you, will it ship and when, who must be asked.
#[derive(Debug, Parser)]
#[command(name = "linchpin", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    /// Where the hub is: a file, or a postgres:// address [default: a file in your data folder]
    #[arg(long, global = true, env = "LINCHPIN_HUB", value_name = "FILE")]
    pub(crate) hub: Option<String>,
    /// Which workspace of the hub [default: the only one]
    #[arg(long, global = true, env = "LINCHPIN_WORKSPACE", value_name = "KEY")]
    pub(crate) workspace: Option<String>,
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read files into the hub; reading them again changes nothing
    Import(ImportArgs),
    /// Look around in a sample hub, in the browser
    Try(TryArgs),
    /// Show the hub in the browser
    Serve(ServeArgs),
    /// Answer a question, on the hub or on files alone
    Report(ReportArgs),
    /// Tell the journal as sentences
    Log(LogArgs),
    /// Show one thing with its history
    Show(ShowArgs),
    /// Write everything out
    Export(ExportArgs),
    /// Verify the journal
    Check(CheckArgs),
    /// Copy the hub while it is in use, and verify the copy
    Backup(BackupArgs),
    /// Put a backup back
    Restore(RestoreArgs),
    /// Say what is wrong with this installation
    Doctor,
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man,
}

/// How files are read.
#[derive(Args, Debug, Default)]
pub(crate) struct ReadingArgs {
    /// The format, if it is not to be guessed from the content
    #[arg(long = "as", value_name = "FORMAT")]
    pub(crate) format_of_file: Option<String>,
    /// A saved mapping of columns
    #[arg(long, value_name = "MAP.toml")]
    pub(crate) map: Option<PathBuf>,
    /// How to call the source, if not after the file
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
    /// The encoding of a text that is neither UTF-8 nor marked UTF-16
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
    /// The zone of times that have none, such as Europe/London [default: UTC]
    #[arg(long, value_name = "ZONE")]
    pub(crate) zone: Option<String>,
    /// Whether 03/04/2026 is the third of April, where the file does not tell
    #[arg(long, value_name = "yes|no", value_parser = parse_yes_no)]
    pub(crate) day_first: Option<bool>,
}

fn parse_yes_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err("say yes or no".into()),
    }
}

#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// The program of whatever names none; made if it is not there
    #[arg(long, value_name = "KEY")]
    pub(crate) program: Option<String>,
    /// Say what would change, and record nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write the mapping that was used, to be corrected and given with --map
    #[arg(long, value_name = "MAP.toml")]
    pub(crate) save_map: Option<PathBuf>,
    /// Mark as gone whatever the file lacks, however much it is
    #[arg(long)]
    pub(crate) accept_missing: bool,
    /// How to answer
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: AnswerFormat,
}

#[derive(Args, Debug)]
pub(crate) struct TryArgs {
    /// The port on this machine; 0 takes any that is free
    #[arg(long, default_value_t = 7700, value_name = "PORT")]
    pub(crate) port: u16,
    /// Keep the sample in this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) keep: Option<PathBuf>,
    /// Leave the browser alone; the address is printed anyway
    #[arg(long)]
    pub(crate) no_browser: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ServeArgs {
    /// The port on this machine; 0 takes any that is free
    #[arg(long, default_value_t = 7700, value_name = "PORT")]
    pub(crate) port: u16,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerFormat {
    /// For people
    #[default]
    Text,
    /// For programs; fields are only ever added
    Json,
    /// The rows as a table for other tools
    Csv,
    /// Markdown
    Md,
    /// A page that stands alone
    Html,
}

/// The questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportName {
    /// What needs me today?
    Pulse,
    /// What drives the date?
    Schedule,
    /// When will it ship, and how sure is that?
    Forecast,
    /// Why did the date move?
    Why,
    /// Are we on track?
    Health,
    /// What is left, who has it, when is it promised?
    Chase,
    /// What changed?
    Changes,
    /// How does work flow?
    Flow,
    /// Who has how much?
    Workload,
}

#[derive(Args, Debug)]
pub(crate) struct ReportArgs {
    /// The question
    pub(crate) name: ReportName,
    /// Answer on these files alone, without a hub
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub(crate) from: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// Only this program
    #[arg(long, value_name = "KEY")]
    pub(crate) program: Option<String>,
    /// Only this milestone
    #[arg(long, value_name = "KEY")]
    pub(crate) milestone: Option<String>,
    /// As it was at this moment: a day, a moment, or `3d`, `2w` ago [default: the file's own, else now]
    #[arg(long, value_name = "MOMENT")]
    pub(crate) as_of: Option<String>,
    /// As it was known at this moment
    #[arg(long, value_name = "MOMENT")]
    pub(crate) known_at: Option<String>,
    /// What to compare with, for changes and why [default: a week before]
    #[arg(long, value_name = "MOMENT")]
    pub(crate) since: Option<String>,
    /// The seed of the forecast
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
    /// How many futures the forecast tries [default: by the size of the plan]
    #[arg(long, value_name = "N")]
    pub(crate) trials: Option<u32>,
    /// When the next N items will be done, by the pace of the past
    #[arg(long, value_name = "N")]
    pub(crate) count: Option<u32>,
    /// How to answer
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: AnswerFormat,
}

#[derive(Args, Debug)]
pub(crate) struct LogArgs {
    /// Only what is about this thing
    pub(crate) key: Option<String>,
    /// Only what was recorded after this moment
    #[arg(long, value_name = "MOMENT")]
    pub(crate) since: Option<String>,
    /// At most so many events, the newest
    #[arg(long, default_value_t = 200, value_name = "N")]
    pub(crate) limit: usize,
    /// How to answer
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: AnswerFormat,
}

#[derive(Args, Debug)]
pub(crate) struct ShowArgs {
    /// The key of an item, a milestone, a program …
    pub(crate) key: String,
    /// As it was at this moment
    #[arg(long, value_name = "MOMENT")]
    pub(crate) as_of: Option<String>,
    /// How to answer
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: AnswerFormat,
}

/// What `export` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// The whole journal as JSON lines; `restore` reads it
    Jsonl,
    /// The plan as a table with commas
    Csv,
    /// The plan as a table with tabs
    Tsv,
    /// The plan as a workbook
    Xlsx,
    /// The plan as Microsoft Project's XML
    Mspdi,
    /// Milestones, forecasts, dated items and absences as iCalendar
    Ics,
}

#[derive(Args, Debug)]
pub(crate) struct ExportArgs {
    /// Where to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// What to write [default: as the file is called, else jsonl]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<ExportFormat>,
    /// Only this program
    #[arg(long, value_name = "KEY")]
    pub(crate) program: Option<String>,
    /// The plan as it was at this moment: a day, a moment, or `3d`, `2w` ago [default: now]
    #[arg(long, value_name = "MOMENT")]
    pub(crate) as_of: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// How to answer
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: AnswerFormat,
}

#[derive(Args, Debug)]
pub(crate) struct BackupArgs {
    /// The new file
    pub(crate) file: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct RestoreArgs {
    /// The backup, or a journal that `export` wrote as lines
    pub(crate) file: PathBuf,
    /// Put it in the place of a hub that has entries; that one is kept beside it
    #[arg(long)]
    pub(crate) replace: bool,
}

#[derive(Args, Debug)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

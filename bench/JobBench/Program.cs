using System.CommandLine;
using JobBench;
using Npgsql;

const string about = """
    Measures the job table with the service's own runner and statements; the jobs do nothing.

    Examples:
      job-bench throughput --count 100000
      job-bench latency --rate 200 --count 1000
      job-bench takeover --signal KILL
    The database is DATABASE_URL, migrated by twilio-server; its jobs are deleted.
    """;

var count = new Option<int>("--count") { Description = "Jobs that are measured.", Required = true };
var warmUp = new Option<int>("--warm-up")
{
    Description = "Jobs before those, not counted.",
    DefaultValueFactory = _ => 5000,
};
var concurrency = new Option<int>("--concurrency")
{
    Description = "Jobs that run at once.",
    DefaultValueFactory = _ => 24,
};
var rate = new Option<int>("--rate") { Description = "Jobs written a second.", Required = true };
var signal = new Option<string>("--signal") { Description = "KILL or STOP.", Required = true };

var throughput = new Command("throughput", "Runs jobs that are all due when it begins; prints jobs a second.")
{
    count,
    warmUp,
    concurrency,
};
throughput.SetAction(
    (parsed, _) => Throughput.RunAsync(parsed.GetValue(warmUp), parsed.GetValue(count), parsed.GetValue(concurrency))
);
var latency = new Command("latency", "Writes jobs at a rate, and prints how long after that they begin, in ms.")
{
    count,
    rate,
};
latency.SetAction((parsed, _) => Latency.RunAsync(parsed.GetValue(count), parsed.GetValue(rate)));
var takeover = new Command(
    "takeover",
    "Kills or halts a process that runs jobs, and prints the ms until this one has begun all of them."
)
{
    signal,
};
takeover.SetAction((parsed, _) => Takeover.RunAsync(parsed.GetRequiredValue(signal)));
var hold = new Command("hold", "Claims jobs and never ends them: the process that takeover kills.");
hold.SetAction((_, cancellation) => Takeover.HoldAsync(cancellation));

try
{
    var quiet = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
    return await new RootCommand(about) { throughput, latency, takeover, hold }
        .Parse(args)
        .InvokeAsync(quiet);
}
catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or TimeoutException)
{
    await Console.Error.WriteLineAsync($"job-bench: {failure.Message}");
    return 1;
}

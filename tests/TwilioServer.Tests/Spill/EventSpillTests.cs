using System.Diagnostics;
using TwilioServer.Journal;
using TwilioServer.Spill;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Spill;

/// <summary>What happens when the disk fails, too.</summary>
public sealed class EventSpillTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly ScratchDirectory _directory = new();

    [Fact]
    public async Task All_that_waits_together_is_flushed_once()
    {
        var flushes = 0;
        await using var harness = new SpillHarness(
            database,
            _directory.Path,
            _ => Interlocked.Increment(ref flushes),
            imports: false
        );
        harness.Spill.Open();
        var entries = Enumerable.Range(0, 100).Select(call => harness.Entry("/webhooks/voice", call));
        await harness.Spill.AppendAsync([.. entries.Select(entry => new SpilledDelivery(entry, "<Response/>"))]);
        Assert.Equal(1, flushes);
        Assert.Equal(100, harness.Spill.Unread);
    }

    [Fact]
    public async Task A_flush_that_fails_is_never_taken_for_one_that_succeeded_and_the_next_goes_to_another_file()
    {
        var fails = false;
        await using var harness = new SpillHarness(
            database,
            _directory.Path,
            _ =>
            {
                if (fails)
                    throw new IOException("Input/output error");
            },
            imports: false
        );
        harness.Spill.Open();
        await AppendAsync(harness, 1);
        fails = true;
        await Assert.ThrowsAsync<SpillException>(() => AppendAsync(harness, 2));
        Assert.True(harness.Spill.IsFailing);
        fails = false;
        harness.Spill.TryRecover();
        Assert.False(harness.Spill.IsFailing);
        await AppendAsync(harness, 3);
        Assert.Equal(2, _directory.SpillFiles.Count);
        Assert.Equal(2, harness.Spill.Unread);
    }

    [Fact]
    public async Task When_the_disk_fails_too_a_webhook_is_refused_and_once_it_works_it_is_spilled()
    {
        var fails = true;
        await using var harness = new SpillHarness(
            database,
            _directory.Path,
            _ =>
            {
                if (fails)
                    throw new IOException("No space left on device");
            },
            connection: new(database.Settings.Database.ConnectionString) { Port = 1 },
            imports: false
        );
        harness.Spill.Open();
        var since = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<JournalUnavailableException>(() => harness.DeliverAsync("/webhooks/voice", 1));
        Assert.InRange(Stopwatch.GetElapsedTime(since).TotalSeconds, 4, 60);
        fails = false;
        harness.StartImport();
        await Eventually.TrueAsync(() => Task.FromResult(!harness.Spill.IsFailing), "the disk to be found working");
        Assert.Equal(JournalOutcome.Spilled, (await harness.DeliverAsync("/webhooks/voice", 2)).Outcome);
    }

    [Fact]
    public async Task A_spill_that_is_as_large_as_it_may_be_takes_no_more_and_keeps_what_it_has()
    {
        await using var harness = new SpillHarness(database, _directory.Path, maxMegabytes: 1, imports: false);
        harness.Spill.Open();
        var taken = 0;
        try
        {
            while (taken < 1000)
            {
                await AppendAsync(harness, taken, new string('x', 10_000));
                taken++;
            }
        }
        catch (SpillException e)
        {
            Assert.Contains("SPILL_MAX_MB", e.InnerException!.Message);
        }
        Assert.InRange(taken, 80, 105);
        harness.Spill.TryRecover();
        Assert.True(harness.Spill.IsFailing);
        Assert.Equal(taken, harness.Spill.Unread);
        Assert.True(new FileInfo(_directory.SpillFiles[0]).Length <= 1024 * 1024);
    }

    [Fact]
    public async Task A_disk_that_is_full_takes_no_more_and_what_it_took_is_whole()
    {
        using var disk = TinyDisk.TryMount(_directory.File("disk"));
        Assert.SkipWhen(disk is null, "A disk of one megabyte cannot be mounted here.");
        await using var harness = new SpillHarness(database, disk.Path, imports: false);
        harness.Spill.Open();
        var taken = 0;
        while (taken < 1000)
        {
            try
            {
                await AppendAsync(harness, taken, new string('x', 10_000));
            }
            catch (SpillException)
            {
                break;
            }
            taken++;
        }
        Assert.InRange(taken, 50, 105);
        Assert.True(harness.Spill.IsFailing);
        var file = harness.Spill.NextUnread()!;
        var read = 0;
        while (file.HasUnread)
        {
            var chunk = file.Read(10);
            Assert.Equal((0, 0L), (chunk.Damaged.Count, chunk.TornBytes));
            read += chunk.Records.Count;
            file.Skip(chunk.End);
        }
        Assert.Equal(taken, read);
    }

    [Fact]
    public async Task A_disk_that_does_not_answer_is_not_waited_for()
    {
        using var answers = new ManualResetEventSlim();
        await using var harness = new SpillHarness(database, _directory.Path, _ => answers.Wait(), imports: false);
        harness.Spill.Open();
        var since = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<SpillException>(() => AppendAsync(harness, 1));
        Assert.InRange(Stopwatch.GetElapsedTime(since).TotalSeconds, 1, 60);
        answers.Set();
        await AppendAsync(harness, 2);
        Assert.False(harness.Spill.IsFailing);
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_found_out_at_the_start()
    {
        File.WriteAllText(_directory.File("file"), "");
        using var spill = SpillHarness.NewSpill(
            _directory.File("file/spill"),
            new Ambient(new TestClock(), new Random(1))
        );
        spill.Start();
        Assert.True(spill.IsFailing);
    }

    [Fact]
    public async Task Only_the_owner_of_the_process_reads_what_is_spilled()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other permissions.");
        var path = _directory.File("private");
        await using var harness = new SpillHarness(database, path, imports: false);
        harness.Spill.Open();
        await AppendAsync(harness, 1);
#pragma warning disable CA1416 // Skipped there.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(path)[0]));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(path)
        );
#pragma warning restore CA1416
    }

    public void Dispose() => _directory.Dispose();

    private static Task AppendAsync(SpillHarness harness, int call, string reply = "<Response/>") =>
        harness.Spill.AppendAsync([new SpilledDelivery(harness.Entry("/webhooks/voice", call), reply)]);
}

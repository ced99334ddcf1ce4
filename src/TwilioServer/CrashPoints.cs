using System.Diagnostics;
using TwilioServer.Configuration;
using TwilioServer.Monitoring;

namespace TwilioServer;

/// <summary>
/// Places where the process can be made to die, as by <c>kill -9</c>: each lies between two steps that a crash must not
/// be able to tear apart. A test names one in <c>CRASH_AT</c>; otherwise reaching one costs a look at a null.
/// </summary>
public static class CrashPoints
{
    /// <summary>A webhook is verified, and the journal has not heard of it.</summary>
    public const string WebhookBeforeJournal = "webhook.before-journal";

    /// <summary>Deliveries wait for a transaction that has not begun.</summary>
    public const string JournalBeforeRead = "journal.before-read";

    /// <summary>Keys are made and locked, states are read, nothing is decided.</summary>
    public const string JournalAfterRead = "journal.after-read";

    /// <summary>All is decided, nothing is written.</summary>
    public const string JournalBeforeCommit = "journal.before-commit";

    /// <summary>All is on disk, and nobody was answered.</summary>
    public const string JournalAfterCommit = "journal.after-commit";

    /// <summary>The journal told the webhook that it is on disk, and Twilio does not know.</summary>
    public const string WebhookBeforeAnswer = "webhook.before-answer";

    /// <summary>Jobs are claimed, and none has started.</summary>
    public const string JobAfterClaim = "job.after-claim";

    /// <summary>A call's timer fired, and its event is not written.</summary>
    public const string ResolveBeforeEvent = "resolve.before-event";

    /// <summary>A message is about to ask for the permission to be sent.</summary>
    public const string SendBeforePermission = "send.before-permission";

    /// <summary>The permission is on disk, and not one byte has left.</summary>
    public const string SendAfterPermission = "send.after-permission";

    /// <summary>Twilio answered, and only memory knows.</summary>
    public const string SendAfterPost = "send.after-post";

    /// <summary>The outcome is on disk together with the job's end, and the worker has not heard.</summary>
    public const string SendAfterSettled = "send.after-settled";

    /// <summary>Twilio's list was asked for a message whose outcome is unknown, and the finding is not written.</summary>
    public const string LookupBeforeEvent = "lookup.before-event";

    /// <summary>The permission to report a missed call is on disk, and not one byte has left.</summary>
    public const string ReportAfterPermission = "report.after-permission";

    /// <summary>as-call-service answered, and only memory knows.</summary>
    public const string ReportAfterPost = "report.after-post";

    /// <summary>What came with a text is a file, and its row does not say so.</summary>
    public const string MediaAfterFile = "media.after-file";

    /// <summary>A process that starts is registered, and has not begun to work.</summary>
    public const string NodeAfterRegister = "node.after-register";

    /// <summary>Deliveries are on this process's disk, and nobody was answered.</summary>
    public const string SpillAfterAppend = "spill.after-append";

    /// <summary>Spilled deliveries are in the database, and their file still has them.</summary>
    public const string SpillDuringImport = "spill.during-import";

    private static Armed? s_armed;

    /// <summary>Every point there is.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        WebhookBeforeJournal,
        JournalBeforeRead,
        JournalAfterRead,
        JournalBeforeCommit,
        JournalAfterCommit,
        WebhookBeforeAnswer,
        JobAfterClaim,
        ResolveBeforeEvent,
        SendBeforePermission,
        SendAfterPermission,
        SendAfterPost,
        SendAfterSettled,
        LookupBeforeEvent,
        ReportAfterPermission,
        ReportAfterPost,
        MediaAfterFile,
        NodeAfterRegister,
        SpillAfterAppend,
        SpillDuringImport,
    ];

    /// <summary>Says that the process is at this point; it does not return from the one that it is to die at.</summary>
    public static void Reach(string name)
    {
        if (s_armed is { } armed)
            armed.Reach(name);
    }

    internal static void Arm(Armed? armed) => s_armed = armed;

    /// <summary>Reads <c>CRASH_AT</c>. In production nobody wants to die, so there it is a mistake.</summary>
    internal static Armed? Read(SettingsReader reader, HostSettings host)
    {
        var armed = reader.Optional(
            "CRASH_AT",
            "the name of a crash point, and after a colon at which visit, such as journal.after-commit:3",
            "unset",
            "For tests, in development only: the process kills itself there.",
            Parse
        );
        if (armed is not null && !host.IsDevelopment)
            reader.Problem("CRASH_AT is for tests: it is accepted only when NODE_ENV is development.");
        return armed;
    }

    private static Armed? Parse(string text)
    {
        var parts = text.Split(':', 2);
        var visits = 1;
        return
            Names.Contains(parts[0], StringComparer.Ordinal)
            && (parts.Length == 1 || (int.TryParse(parts[1], out visits) && visits > 0))
            ? new Armed(parts[0], visits)
            : null;
    }

    /// <summary>The point to die at.</summary>
    /// <param name="visits">The visit that is the last.</param>
    internal sealed class Armed(string name, int visits)
    {
        private int _left = visits;

        public void Reach(string reached)
        {
            if (reached != name || Interlocked.Decrement(ref _left) != 0)
                return;
            using var self = Process.GetCurrentProcess();
            self.Kill();
            // The signal is under way; this thread does nothing more that a crash at this point would not have done.
            self.WaitForExit();
        }
    }
}

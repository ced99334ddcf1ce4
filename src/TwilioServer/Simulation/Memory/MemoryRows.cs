using TwilioServer.Journal;
using TwilioServer.Messages;

namespace TwilioServer.Simulation.Memory;

/// <summary>A row of <c>webhook_logs</c>.</summary>
public sealed record DeliveryRow(string Type, string? CallSid, JournalOutcome Outcome);

/// <summary>A row of <c>sms_messages</c>.</summary>
/// <param name="CallId">The call that it answers; null where there is none.</param>
public sealed record MessageRow(MessageState State, long? CallId);

/// <summary>A row of <c>decisions</c>.</summary>
public sealed record DecisionRow(TextBackDecision Decision, long? MessageId, DateTimeOffset DecidedAt);

/// <summary>A row of <c>send_attempts</c>.</summary>
/// <param name="Outcome">Null until the POST has one.</param>
public sealed record AttemptRow(int Attempt, long NodeId, DateTimeOffset StartedAt, string? Outcome);

/// <summary>A row of <c>jobs</c>.</summary>
public sealed record JobRow(
    long JobId,
    ScheduleJob Job,
    Guid TenantId,
    long StreamId,
    JobState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset RunAt,
    int Attempt = 0,
    long? ClaimedBy = null,
    string? LastError = null
);

public enum JobState
{
    Available,
    Running,
    Done,
    Dead,
}

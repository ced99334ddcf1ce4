namespace TwilioServer.Scenarios.Chaos;

/// <summary>Everything that a run left behind: what the outside saw, and what the database says.</summary>
internal sealed record Evidence
{
    /// <summary>Webhooks of the driver and of the emulator, with their answers.</summary>
    public required IReadOnlyList<Delivery> Deliveries { get; init; }

    /// <summary>The texts that the emulator accepted.</summary>
    public required IReadOnlyList<AcceptedText> Texts { get; init; }

    /// <summary>How often somebody asked the emulator to create a message.</summary>
    public required int Posts { get; init; }

    public required IReadOnlyList<LoggedDelivery> Log { get; init; }

    /// <summary>How many events have this identity.</summary>
    public required IReadOnlyDictionary<Guid, int> Events { get; init; }

    public required IReadOnlyList<KnownCall> Calls { get; init; }

    public required IReadOnlyList<Intent> Intents { get; init; }

    /// <summary>Jobs that have not ended well, as kind, state and error.</summary>
    public required IReadOnlyList<string> OpenJobs { get; init; }

    public required int FailedEvents { get; init; }

    /// <summary>Files with events that are not in the database yet.</summary>
    public required IReadOnlyList<string> SpillFiles { get; init; }
}

/// <summary>A text in the emulator's ledger.</summary>
/// <param name="IntentId">From the status callback that the service gave it.</param>
internal sealed record AcceptedText(string MessageSid, string To, Guid IntentId);

/// <summary>A row of <c>webhook_logs</c>.</summary>
internal sealed record LoggedDelivery(string Key, Guid WebhookId, string Outcome);

/// <summary>A row of <c>calls</c> with what hangs on it.</summary>
internal sealed record KnownCall(string CallSid, string Stage, bool? Missed, int Decisions, int Sends, int Intents);

/// <summary>An outbound row of <c>sms_messages</c> with its attempts.</summary>
/// <param name="Settled">The attempts whose POST was answered for certain.</param>
internal sealed record Intent(Guid IntentId, string To, string Status, int Attempts, int Settled);

/// <summary>What a scenario explains by its faults.</summary>
internal sealed record Expectation
{
    /// <summary>Whether webhooks may have got 5xx or no answer at all.</summary>
    public bool ErrorsAreExplained { get; init; }

    /// <summary>
    /// How many texts may be missing for good, and say so, because what struck came between the permission to send and
    /// Twilio's answer.
    /// </summary>
    public int UnclearSends { get; init; }

    public int FailedEvents { get; init; }
}

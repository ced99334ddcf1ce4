namespace TwilioEmulator.Store;

/// <summary>What somebody noted about a call: Twilio's insights Annotation resource.</summary>
internal sealed record CallAnnotation
{
    public string AnsweredBy { get; init; } = "unknown_answered_by";
    public string ConnectivityIssue { get; init; } = "unknown_connectivity_issue";
    public IReadOnlyList<string> QualityIssues { get; init; } = [];
    public bool Spam { get; init; }

    /// <summary>From 1, bad, to 5.</summary>
    public int? CallScore { get; init; }
    public string? Comment { get; init; }
    public string? Incident { get; init; }
}

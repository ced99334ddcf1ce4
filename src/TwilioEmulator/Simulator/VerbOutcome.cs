namespace TwilioEmulator.Simulator;

/// <summary>Where a verb leaves its call.</summary>
internal abstract record VerbOutcome
{
    /// <summary>At the next verb of the document.</summary>
    public static readonly VerbOutcome Next = new Continue();

    private sealed record Continue : VerbOutcome;

    /// <summary>In another document: what follows in this one is unreachable.</summary>
    public sealed record GoTo(DocumentRequest Request) : VerbOutcome;

    /// <summary>At its end, with this status.</summary>
    public sealed record HangUp(string Status) : VerbOutcome;
}

namespace TwilioServer.Simulation;

/// <summary>Something that must hold did not.</summary>
/// <param name="Invariant">Its name, such as <c>I4</c>.</param>
/// <param name="Subject">The CallSid, or the key of another stream, that it was seen at.</param>
/// <param name="Expectation">What should have been.</param>
public sealed record Violation(string Invariant, string Subject, string Expectation, DateTimeOffset At);

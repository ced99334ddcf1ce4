namespace TwilioServer.Configuration;

/// <summary>One environment variable as the documentation lists it.</summary>
/// <param name="Name">The variable's name.</param>
/// <param name="Expected">What a valid value looks like, as the error message says it.</param>
/// <param name="Default">The value taken when it is unset, or how that follows; null when it is required.</param>
/// <param name="Meaning">What it changes.</param>
public sealed record Setting(string Name, string Expected, string? Default, string Meaning);

/// <summary>A setting is missing or wrong. The message names the variable and what is expected, never its value.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}

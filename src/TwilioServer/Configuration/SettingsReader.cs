using System.Globalization;

namespace TwilioServer.Configuration;

/// <summary>
/// Reads settings from environment variables, collecting every problem before it complains, so that an operator
/// corrects a file once. Empty means unset: a process manager can often set a variable but not take it away.
/// </summary>
public sealed class SettingsReader(Func<string, string?> environment)
{
    private readonly List<string> _problems = [];
    private readonly List<Setting> _settings = [];

    /// <summary>Every setting that was asked for, in that order.</summary>
    public IReadOnlyList<Setting> Settings => _settings;

    /// <summary>A value that must be there.</summary>
    public T Required<T>(string name, string expected, string meaning, Func<string, T?> parse)
        where T : class
    {
        _settings.Add(new Setting(name, expected, null, meaning));
        var text = Text(name);
        if (text is null)
            _problems.Add($"{name} is missing: expected {expected}.");
        return Parsed(name, expected, text, parse)!;
    }

    /// <summary>A value that may be absent.</summary>
    public T? Optional<T>(string name, string expected, string whenUnset, string meaning, Func<string, T?> parse)
        where T : class
    {
        _settings.Add(new Setting(name, expected, whenUnset, meaning));
        return Parsed(name, expected, Text(name), parse);
    }

    /// <summary>A whole number within a range.</summary>
    public int Number(string name, int defaultValue, int minimum, int maximum, string meaning)
    {
        var expected = $"a whole number from {minimum} to {maximum}";
        _settings.Add(new Setting(name, expected, defaultValue.ToString(CultureInfo.InvariantCulture), meaning));
        if (Text(name) is not { } text)
            return defaultValue;
        if (
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= minimum
            && number <= maximum
        )
            return number;
        _problems.Add($"{name} is wrong: expected {expected}.");
        return defaultValue;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Flag(string name, bool defaultValue, string meaning)
    {
        const string expected = "true or false";
        _settings.Add(new Setting(name, expected, defaultValue ? "true" : "false", meaning));
        if (Text(name) is not { } text)
            return defaultValue;
        if (bool.TryParse(text, out var value))
            return value;
        _problems.Add($"{name} is wrong: expected {expected}.");
        return defaultValue;
    }

    /// <summary>One of a few words.</summary>
    public string Choice(string name, string defaultValue, string meaning, params string[] choices)
    {
        var expected = "one of " + string.Join(", ", choices);
        _settings.Add(new Setting(name, expected, defaultValue, meaning));
        var text = Text(name)?.ToLowerInvariant() ?? defaultValue;
        if (choices.Contains(text, StringComparer.Ordinal))
            return text;
        _problems.Add($"{name} is wrong: expected {expected}.");
        return defaultValue;
    }

    /// <summary>Adds a problem that only several settings together show.</summary>
    public void Problem(string problem) => _problems.Add(problem);

    /// <summary>Ends the reading.</summary>
    /// <exception cref="SettingsException">At least one setting was missing or wrong.</exception>
    public void ThrowOnProblems()
    {
        if (_problems.Count > 0)
            throw new SettingsException(_problems);
    }

    private string? Text(string name) => environment(name) is { Length: > 0 } text ? text : null;

    private T? Parsed<T>(string name, string expected, string? text, Func<string, T?> parse)
        where T : class
    {
        if (text is null)
            return null;
        var value = parse(text);
        if (value is null)
            _problems.Add($"{name} is wrong: expected {expected}.");
        return value;
    }
}

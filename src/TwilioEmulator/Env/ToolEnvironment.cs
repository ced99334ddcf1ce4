using System.Text.Json;
using TwilioEmulator.Proxy;

namespace TwilioEmulator.Env;

/// <summary>The environment variables with which Twilio's SDK and CLI find the emulator instead of Twilio.</summary>
internal static class ToolEnvironment
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// Twilio's SDK for Node reads HTTP_PROXY, in capitals, and behind a proxy trusts what Node trusts, not
    /// TWILIO_CA_BUNDLE. Without the last two the CLI would ask npm for newer versions of itself.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(RunningEmulator running) =>
        new Dictionary<string, string>
        {
            ["HTTP_PROXY"] = running.ProxyUrl,
            ["NO_PROXY"] = "localhost,127.0.0.1,::1",
            ["NODE_EXTRA_CA_CERTS"] = running.CaPath,
            ["TWILIO_ACCOUNT_SID"] = running.AccountSid,
            ["TWILIO_AUTH_TOKEN"] = running.AuthToken,
            ["TWILIO_SKIP_NEW_VERSION_CHECK"] = "true",
            ["TWILIO_DISABLE_AUTOUPDATE"] = "true",
        };

    public static string Json(RunningEmulator running) => JsonSerializer.Serialize(Of(running), Indented);

    public static string Shell(RunningEmulator running) =>
        string.Join('\n', Of(running).Select(each => $"export {each.Key}={Quoted(each.Value)}"));

    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}

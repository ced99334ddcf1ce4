using System.Text.Json.Nodes;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Emulator.Signatures;

/// <summary>A webhook as an application receives it.</summary>
/// <param name="Url">Under which the application knows itself: with the port, even where Twilio signs without.</param>
/// <param name="Parameters">Of the form in the body; empty for GET and JSON.</param>
/// <param name="Json">The body, when it is JSON.</param>
internal sealed record SignedRequest(
    string Token,
    string Signature,
    string Url,
    IReadOnlyList<KeyValuePair<string, string>> Parameters,
    string? Json
)
{
    /// <summary>What twilio-server says. It looks for Twilio's two ways to sign a URL: with its port and without.</summary>
    public bool IsAcceptedByServer()
    {
        var sorted = Parameters.ToList();
        RequestSignature.Sort(sorted);
        var key = new SigningKey(Token);
        return RequestSignature.IsValid(Signature, Url, sorted, key)
            || RequestSignature.IsValid(Signature, WithoutPort(), sorted, key);
    }

    /// <summary>The line for Node: repeated names become arrays, as Express's form parser makes them.</summary>
    public string ToLine()
    {
        var parameters = new JsonObject();
        foreach (var name in Parameters.GroupBy(each => each.Key, each => each.Value, StringComparer.Ordinal))
            parameters[name.Key] =
                name.Count() == 1 ? name.Single() : new JsonArray([.. name.Select(value => JsonValue.Create(value))]);
        var line = new JsonObject
        {
            ["token"] = Token,
            ["signature"] = Signature,
            ["url"] = Url,
            ["parameters"] = parameters,
        };
        if (Json is not null)
            line["body"] = Json;
        return line.ToJsonString();
    }

    private string WithoutPort()
    {
        var host = Url.IndexOf("://", StringComparison.Ordinal) + 3;
        var path = Url.IndexOf('/', host);
        var port = Url.IndexOf(':', host);
        return port < 0 || port > path ? Url : Url[..port] + Url[path..];
    }
}

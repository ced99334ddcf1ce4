using System.CommandLine;
using System.CommandLine.Parsing;
using LoadGenerator.Twilio;

namespace LoadGenerator;

/// <summary>What both commands must know of the server: where it is, and as whom to sign.</summary>
internal sealed class TargetOptions
{
    private readonly Option<Uri> _url = new("--url")
    {
        Description = "Address of the server, as its PUBLIC_BASE_URL has it: signatures cover it.",
        Required = true,
        CustomParser = ReadUrl,
    };
    private readonly Option<string> _path = new("--path")
    {
        Description = "Path of the voice webhook.",
        DefaultValueFactory = _ => "/webhooks/voice",
    };
    private readonly Option<string> _accountSid = new("--account-sid")
    {
        Description = "TWILIO_ACCOUNT_SID of the server.",
        Required = true,
    };
    private readonly Option<string> _authToken = new("--auth-token")
    {
        Description = "TWILIO_AUTH_TOKEN of the server.",
        Required = true,
    };
    private readonly Option<string> _to = new("--to")
    {
        Description = "The called number: one that belongs to a tenant of the server.",
        Required = true,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_url);
        command.Options.Add(_path);
        command.Options.Add(_accountSid);
        command.Options.Add(_authToken);
        command.Options.Add(_to);
    }

    public Target Read(ParseResult parsed) =>
        new(
            new Uri(parsed.GetRequiredValue(_url), parsed.GetRequiredValue(_path)),
            parsed.GetRequiredValue(_accountSid),
            parsed.GetRequiredValue(_authToken),
            parsed.GetRequiredValue(_to)
        );

    private static Uri? ReadUrl(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp)
            return url;
        result.AddError($"--url must be an http:// address, and is \"{text}\".");
        return null;
    }
}

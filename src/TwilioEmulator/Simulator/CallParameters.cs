using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator;

/// <summary>The parameters that every webhook of a call carries.</summary>
internal sealed class CallParameters(EmulatorOptions options)
{
    public const string ApiVersion = "2010-04-01";

    public WebhookParameters For(Call call) => For(call, call.Status);

    public WebhookParameters For(Call call, string status)
    {
        var parameters = new WebhookParameters
        {
            { "AccountSid", call.AccountSid.Length > 0 ? call.AccountSid : options.AccountSid },
            { "ApiVersion", ApiVersion },
            { "CallSid", call.Sid },
            { "CallStatus", status },
            { "Direction", call.Direction },
        };
        AddParty(parameters, "Called", call.To);
        AddParty(parameters, "Caller", call.From);
        AddParty(parameters, "From", call.From);
        AddParty(parameters, "To", call.To);
        parameters.AddIfSet("ParentCallSid", call.Parent?.Sid);
        parameters.AddIfSet("AnsweredBy", call.AnsweredBy);
        if (call.Direction == CallDirection.Inbound)
            parameters.Add("StirVerstat", StirVerstat(call.From));
        return parameters;
    }

    private static void AddParty(WebhookParameters parameters, string role, string number)
    {
        parameters.Add(role, number);
        Geography.AddTo(parameters, role, number);
    }

    private static string StirVerstat(string from) =>
        E164.IsValid(from) ? "TN-Validation-Passed-A" : "No-TN-Validation";
}

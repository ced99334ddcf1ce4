using System.CommandLine;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using TwilioServer.Storage;
using TwilioServer.Tenants;

namespace TwilioServer.Ops;

/// <summary><c>tenants set-account</c>: the Twilio account of a tenant's own, whose token signs its webhooks.</summary>
internal static partial class SetAccountCommand
{
    public static Command Create()
    {
        var tenant = new Option<Guid>("--tenant") { Description = "The tenant's id.", Required = true };
        var sid = new Option<string>("--account-sid")
        {
            Description = "The tenant's Twilio account or sub-account.",
            Required = true,
        };
        var fromInput = new Option<bool>("--auth-token-stdin")
        {
            Description =
                "Reads the account's auth token from standard input; a command line would show it to everybody.",
            Required = true,
        };
        var command = new Command(
            "set-account",
            """
            Gives a tenant a Twilio account of its own, or changes the account's auth token. The token before stays
            valid for 24 hours. Running services follow within a second. Needs the MASTER_KEY of the service.

            Example: twilio-server tenants set-account --tenant 0190f5f0-7e4c-7d54-8d14-1f8f3f2a9c11 \
              --account-sid AC0123456789abcdef0123456789abcdef --auth-token-stdin < token.txt
            """
        )
        {
            tenant,
            sid,
            fromInput,
        };
        command.SetAction(
            (parsed, cancellation) =>
                SetAsync(parsed.GetRequiredValue(tenant), parsed.GetRequiredValue(sid), cancellation)
        );
        return command;
    }

    private static async Task<int> SetAsync(Guid tenantId, string accountSid, CancellationToken cancellation)
    {
        if (!AccountSidPattern().IsMatch(accountSid))
            throw new CommandException("--account-sid: expected AC and 32 hexadecimal digits.");
        if (accountSid == Environment.GetEnvironmentVariable("TWILIO_ACCOUNT_SID"))
            throw new CommandException("--account-sid: this is the service's own account, which serves every tenant.");
        var token = (await Console.In.ReadLineAsync(cancellation))?.Trim() ?? "";
        if (!TokenPattern().IsMatch(token))
            throw new CommandException("Standard input: expected an auth token of 32 hexadecimal digits.");
        var settings = Database.Settings();
        await using var dataSource = DataSources.General(settings);
        var ambient = new Ambient();
        var keys = new ServiceKeys(dataSource, ambient, NullLogger<ServiceKeys>.Instance);
        // Sealed with another master key the token would be lost: this one must open what the service sealed.
        await keys.IdentityKeyAsync(settings.MasterKey, cancellation);
        var sealingKey = await keys.DerivedAsync(settings.MasterKey, AccountStore.SealingPurpose, cancellation);
        if (
            !await new AccountStore(dataSource, sealingKey, ambient.Time).SaveAsync(
                tenantId,
                accountSid,
                token,
                cancellation
            )
        )
            throw new CommandException(
                "There is no such tenant, or another tenant has this account. See: twilio-server tenants add --help"
            );
        Console.WriteLine(accountSid);
        return 0;
    }

    [GeneratedRegex(@"^AC[0-9a-f]{32}\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex AccountSidPattern();

    [GeneratedRegex(@"^[0-9a-f]{32}\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex TokenPattern();
}

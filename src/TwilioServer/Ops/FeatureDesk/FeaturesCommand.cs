using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TwilioServer.Audit;
using TwilioServer.Configuration;
using TwilioServer.FeatureFlags;

namespace TwilioServer.Ops.FeatureDesk;

/// <summary><c>features</c>: what can be switched while the service runs.</summary>
internal static class FeaturesCommand
{
    /// <summary>Who a command acts for in the audit log.</summary>
    public static string Actor => "cli:" + Environment.UserName;

    public static Command Create() =>
        new("features", "Shows and switches features, for all or for one tenant, and shows who switched what.")
        {
            List(),
            Set(),
            Audit(),
        };

    public static Option<Guid?> TenantOption() =>
        new("--tenant") { Description = "One tenant's id (a UUID); without it the command counts for all." };

    private static Command List()
    {
        var tenant = TenantOption();
        var json = new Option<bool>("--json") { Description = "Prints one JSON object instead." };
        var command = new Command(
            "list",
            """
            Shows which features are on: where environment, flag and tenant all say yes.

            Example: twilio-server features list --tenant 0190f5f0-7e4c-7d54-8d14-1f8f3f2a9c11
            """
        )
        {
            tenant,
            json,
        };
        command.SetAction(
            (parsed, cancellation) => ListAsync(parsed.GetValue(tenant), parsed.GetValue(json), cancellation)
        );
        return command;
    }

    private static async Task<int> ListAsync(Guid? tenantId, bool asJson, CancellationToken cancellation)
    {
        var reader = new SettingsReader(Environment.GetEnvironmentVariable);
        var environment = FeatureEnvironment.Read(reader);
        reader.ThrowOnProblems();
        await using var dataSource = Database.Open();
        var directory = new FeatureDirectory(dataSource, environment);
        await directory.ReloadAsync(cancellation);
        var document = FeatureDocument.Of(directory.List, environment, tenantId);
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(document, FeatureJson.Default.FeatureDocument));
            return 0;
        }
        foreach (var (name, detail) in document.Details)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name, -24} {(document.Features[name] ? "on" : "off"), -4} {Why(detail)}"
                )
            );
        if (document.Paused)
            Console.WriteLine("Incoming calls are paused. End it with: twilio-server resume-incoming-calls");
        return 0;
    }

    private static string Why(FeatureDetail detail)
    {
        var against = new List<string>();
        if (!detail.Environment)
            against.Add("the environment");
        if (!detail.Flag)
            against.Add("the flag for all");
        if (detail.Tenant is false)
            against.Add("the tenant's flag");
        return against.Count == 0 ? "" : $"off by {string.Join(" and ", against)}. {detail.WhenOff}";
    }

    private static Command Set()
    {
        var name = new Argument<string>("name") { Description = "The feature, such as call_recording." };
        name.AcceptOnlyFromAmong([.. FeatureNames.All.Select(feature => feature.Name)]);
        var state = new Argument<string>("state") { Description = "on or off." };
        state.AcceptOnlyFromAmong("on", "off");
        var tenant = TenantOption();
        var command = new Command(
            "set",
            """
            Switches a feature on or off. Running services follow within a second; a call under way keeps what it began
            with, but for recordings, which are paused at once. A tenant's flag can only take away what all have.

            Example: twilio-server features set call_recording off
            """
        )
        {
            name,
            state,
            tenant,
        };
        command.SetAction(
            (parsed, cancellation) =>
                SetAsync(
                    FeatureNames.Find(parsed.GetRequiredValue(name))!,
                    parsed.GetRequiredValue(state) == "on",
                    parsed.GetValue(tenant),
                    cancellation
                )
        );
        return command;
    }

    private static async Task<int> SetAsync(
        FeatureName feature,
        bool enabled,
        Guid? tenantId,
        CancellationToken cancellation
    )
    {
        await using var dataSource = Database.Open();
        var store = new FeatureStore(dataSource, new Ambient().Time);
        var state = enabled ? "on" : "off";
        Console.WriteLine(
            await store.SetAsync(feature, enabled, tenantId, Actor, cancellation)
                ? $"{feature.Name} is {state} now."
                : $"{feature.Name} was {state} already."
        );
        return 0;
    }

    private static Command Audit()
    {
        var last = new Option<int>("--last")
        {
            Description = "How many entries, the newest first.",
            DefaultValueFactory = _ => 20,
        };
        last.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000)
                result.AddError("--last: expected 1 to 10000.");
        });
        var json = new Option<bool>("--json") { Description = "Prints a JSON array instead." };
        var command = new Command(
            "audit",
            """
            Shows who changed what, from what to what.

            Example: twilio-server features audit --last 5
            """
        )
        {
            last,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using var dataSource = Database.Open();
                var entries = await AuditLog.ReadAsync(dataSource, parsed.GetValue(last), cancellation);
                if (parsed.GetValue(json))
                    Console.WriteLine(JsonSerializer.Serialize(entries, AuditJson.Default.IReadOnlyListAuditEntry));
                else
                    foreach (var entry in entries)
                        Console.WriteLine(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {entry.Actor}  {entry.Action}  {entry.Subject}  {entry.TenantId?.ToString() ?? "all"}  {entry.Before ?? "-"} -> {entry.After ?? "-"}"
                            )
                        );
                return 0;
            }
        );
        return command;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<AuditEntry>))]
internal sealed partial class AuditJson : JsonSerializerContext;

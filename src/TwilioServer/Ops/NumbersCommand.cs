using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TwilioServer.Ops.FeatureDesk;
using TwilioServer.Tenants;

namespace TwilioServer.Ops;

/// <summary><c>numbers</c>: which Twilio number belongs to which business, and what is special about it.</summary>
internal static class NumbersCommand
{
    public static Command Create() =>
        new("numbers", "Gives Twilio numbers to tenants, and says what is special about one.")
        {
            Add(),
            List(),
            Set(),
            Remove(),
        };

    private static Command Add()
    {
        var (number, tenant) = (NumberOption(), TenantOption());
        var command = new Command(
            "add",
            """
            Gives a number to a tenant, who may have many. Running services follow within a second.

            Example: twilio-server numbers add --number +14155550100 --tenant 0190f5f0-7e4c-7d54-8d14-1f8f3f2a9c11
            """
        )
        {
            number,
            tenant,
        };
        command.SetAction(
            (parsed, cancellation) =>
                ChangeAsync(
                    parsed.GetRequiredValue(number),
                    (store, name) =>
                        store.SaveNumberAsync(
                            name,
                            parsed.GetRequiredValue(tenant),
                            NumberSource.Operator,
                            FeaturesCommand.Actor,
                            cancellation
                        )
                )
        );
        return command;
    }

    private static Command List()
    {
        var tenant = new Option<Guid?>("--tenant") { Description = "Only this tenant's." };
        var json = new Option<bool>("--json") { Description = "Prints a JSON array with all settings instead." };
        var command = new Command(
            "list",
            """
            Lists the numbers and whose they are.

            Example: twilio-server numbers list
            """
        )
        {
            tenant,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var directory = await TenantsCommand.OpenAsync(cancellation);
                var only = parsed.GetValue(tenant);
                IReadOnlyList<NumberDocument> numbers =
                [
                    .. directory
                        .List.Numbers.Where(pair => only is null || pair.Value == only)
                        .Select(pair => NumberDocument.Of(directory.Find(pair.Value)!, pair.Key)),
                ];
                if (parsed.GetValue(json))
                    Console.WriteLine(
                        JsonSerializer.Serialize(numbers, TenantDocuments.Default.IReadOnlyListNumberDocument)
                    );
                else
                    foreach (var number in numbers)
                        Console.WriteLine(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{number.PhoneNumber, -16}  {number.TenantId}  {number.Settings.Label}"
                            )
                        );
                return 0;
            }
        );
        return command;
    }

    private static Command Set()
    {
        var (number, tenant) = (NumberOption(), TenantOption());
        var patch = new Argument<string>("settings")
        {
            Description = "A JSON object with the members to change; null takes one away; - reads standard input.",
        };
        var command = new Command(
            "set",
            """
            Says what differs for calls to one number of a tenant. Running services follow within a second.

            Example: twilio-server numbers set --number +14155550100 --tenant 0190f5f0-7e4c-7d54-8d14-1f8f3f2a9c11 \
              '{"label":"Newspaper ad","calls":{"greeting":"Thanks for calling about our ad.","language":"es-US"}}'
            """
        )
        {
            number,
            tenant,
            patch,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var (name, tenantId) = (parsed.GetRequiredValue(number), parsed.GetRequiredValue(tenant));
                var directory = await TenantsCommand.OpenAsync(cancellation);
                var known = directory.Find(tenantId)?.Numbers.GetValueOrDefault(name) ?? NumberSettings.None;
                var settings = await SettingsPatch.ApplyAsync(
                    known,
                    parsed.GetRequiredValue(patch),
                    TenantDocuments.Default.NumberSettings,
                    cancellation
                );
                return await ChangeAsync(
                    name,
                    (store, _) =>
                        store.SaveNumberSettingsAsync(name, tenantId, settings, FeaturesCommand.Actor, cancellation)
                );
            }
        );
        return command;
    }

    private static Command Remove()
    {
        var (number, tenant) = (NumberOption(), TenantOption());
        var command = new Command(
            "remove",
            """
            Takes a number away from its tenant: calls to it hear that it is not in service. Its calls and messages stay.

            Example: twilio-server numbers remove --number +14155550100 --tenant 0190f5f0-7e4c-7d54-8d14-1f8f3f2a9c11
            """
        )
        {
            number,
            tenant,
        };
        command.SetAction(
            (parsed, cancellation) =>
                ChangeAsync(
                    parsed.GetRequiredValue(number),
                    (store, name) =>
                        store.RemoveNumberAsync(
                            name,
                            parsed.GetRequiredValue(tenant),
                            FeaturesCommand.Actor,
                            cancellation
                        )
                )
        );
        return command;
    }

    private static Option<string> NumberOption() =>
        new("--number") { Description = "The Twilio number, E.164.", Required = true };

    private static Option<Guid> TenantOption() => new("--tenant") { Description = "The tenant's id.", Required = true };

    private static async Task<int> ChangeAsync(string number, Func<TenantStore, string, Task<Refused?>> change)
    {
        await using var dataSource = Database.Open();
        TenantsCommand.ThrowIf(await change(new TenantStore(dataSource, new Ambient().Time), number));
        Console.WriteLine(number);
        return 0;
    }
}

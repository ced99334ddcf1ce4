using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using TwilioServer.Ops.FeatureDesk;
using TwilioServer.Tenants;

namespace TwilioServer.Ops;

/// <summary><c>tenants</c>: the businesses.</summary>
internal static class TenantsCommand
{
    public static Command Create() =>
        new("tenants", "Adds businesses and changes how their calls are handled.")
        {
            Add(),
            List(),
            Show(),
            Set(),
            SetAccountCommand.Create(),
        };

    private static Command Add()
    {
        var id = new Option<Guid?>("--id")
        {
            Description = "The platform's tenant id (a UUID); made up when left out.",
        };
        var name = new Option<string>("--name")
        {
            Description = "The name that callers hear and read.",
            Required = true,
        };
        var forwardTo = new Option<string[]>("--forward-to")
        {
            Description = "A phone that takes the calls, E.164. May be repeated: then all ring at once.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var numbers = new Option<string[]>("--number")
        {
            Description = "A Twilio number that callers dial, E.164. May be repeated.",
            AllowMultipleArgumentsPerToken = true,
        };
        var ring = new Option<int>("--ring-timeout-seconds")
        {
            Description = "How long a phone rings.",
            DefaultValueFactory = _ => 20,
        };
        var keyPress = new Option<bool>("--require-key-press")
        {
            Description = "Whether who picks up must press 1, so that a mailbox does not count as an answer.",
            DefaultValueFactory = _ => true,
        };
        var command = new Command(
            "add",
            """
            Adds a tenant, or sets the one with this id anew. Running services follow within a second. For everything
            else see: twilio-server tenants set --help

            Example: twilio-server tenants add --name "Demo Plumbing" --forward-to +14155550177 --number +14155550100
            """
        )
        {
            id,
            name,
            forwardTo,
            numbers,
            ring,
            keyPress,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var ambient = new Ambient();
                var tenantId = parsed.GetValue(id) ?? ambient.NewId();
                var settings = new TenantSettings
                {
                    BusinessName = parsed.GetRequiredValue(name),
                    ForwardTo = parsed.GetRequiredValue(forwardTo),
                    RingTimeoutSeconds = parsed.GetValue(ring),
                    RequireKeyPress = parsed.GetValue(keyPress),
                };
                await using var dataSource = Database.Open();
                var given = parsed.GetValue(numbers) ?? [];
                await AreFreeAsync(dataSource, given, tenantId, cancellation);
                var store = new TenantStore(dataSource, ambient.Time);
                ThrowIf(await store.SaveAsync(tenantId, settings, FeaturesCommand.Actor, cancellation));
                // Before its numbers: should somebody else take one of them at this moment, the tenant is there all the same.
                Console.WriteLine(tenantId);
                foreach (var number in given)
                    ThrowIf(
                        await store.SaveNumberAsync(
                            number,
                            tenantId,
                            NumberSource.Operator,
                            FeaturesCommand.Actor,
                            cancellation
                        )
                    );
                return 0;
            }
        );
        return command;
    }

    /// <summary>Looks before anything is saved: a tenant without its numbers would be half of what was asked for.</summary>
    private static async Task AreFreeAsync(
        NpgsqlDataSource dataSource,
        IReadOnlyList<string> numbers,
        Guid tenantId,
        CancellationToken cancellation
    )
    {
        if (numbers.FirstOrDefault(number => !PhoneNumber.IsE164(number)) is { } malformed)
            throw new CommandException(
                $"--number {malformed}: expected E.164, such as +14155550100. Nothing was added."
            );
        var directory = new TenantDirectory(dataSource);
        await directory.ReloadAsync(cancellation);
        if (
            numbers.FirstOrDefault(number => (directory.FindByNumber(number)?.TenantId ?? tenantId) != tenantId) is
            { } taken
        )
            throw new CommandException($"--number {taken}: Another tenant has this number. Nothing was added.");
    }

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "Prints a JSON array with all settings instead." };
        var command = new Command(
            "list",
            """
            Lists the tenants with their numbers.

            Example: twilio-server tenants list
            """
        )
        {
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var list = (await OpenAsync(cancellation)).List;
                IReadOnlyList<TenantDocument> documents =
                [
                    .. list.Tenants.Select(tenant => TenantDocument.Of(tenant, list.Numbers)),
                ];
                if (parsed.GetValue(json))
                    Console.WriteLine(
                        JsonSerializer.Serialize(documents, TenantDocuments.Default.IReadOnlyListTenantDocument)
                    );
                else
                    foreach (var tenant in documents)
                        Console.WriteLine(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{tenant.TenantId}  {tenant.Settings.BusinessName}  {string.Join(' ', tenant.Numbers.Select(number => number.PhoneNumber))}"
                            )
                        );
                return 0;
            }
        );
        return command;
    }

    private static Command Show()
    {
        var id = IdArgument();
        var command = new Command(
            "show",
            """
            Shows a tenant with all its settings and numbers, as JSON.

            Example: twilio-server tenants show 0190f5f0-7e4c-7d54-8d14-1f8f3f2a9c11
            """
        )
        {
            id,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var directory = await OpenAsync(cancellation);
                var tenant = Find(directory, parsed.GetRequiredValue(id));
                Write(tenant, directory);
                return 0;
            }
        );
        return command;
    }

    private static Command Set()
    {
        var id = IdArgument();
        var patch = new Argument<string>("settings")
        {
            Description =
                "A JSON object with the members to change; null takes one back to its default; - reads standard input.",
        };
        var command = new Command(
            "set",
            """
            Changes some of a tenant's settings and prints all of them. Running services follow within a second.

            Examples:
              twilio-server tenants set 0190f5f0-7e4c-7d54-8d14-1f8f3f2a9c11 \
                '{"forwardTo":["+14155550177","+14155550178"],"forwardOrder":"sequential","notifyOwner":true}'
              twilio-server tenants set 0190f5f0-7e4c-7d54-8d14-1f8f3f2a9c11 \
                '{"timeZone":"America/Chicago","hours":{"monday":[{"start":"08:00","end":"17:00"}]},"afterHours":{"greeting":null}}'
            """
        )
        {
            id,
            patch,
        };
        command.SetAction(
            (parsed, cancellation) =>
                SetAsync(parsed.GetRequiredValue(id), parsed.GetRequiredValue(patch), cancellation)
        );
        return command;
    }

    private static async Task<int> SetAsync(Guid tenantId, string patch, CancellationToken cancellation)
    {
        await using var dataSource = Database.Open();
        var directory = new TenantDirectory(dataSource);
        await directory.ReloadAsync(cancellation);
        var tenant = Find(directory, tenantId);
        var settings = await SettingsPatch.ApplyAsync(
            tenant.Settings,
            patch,
            TenantDocuments.Default.TenantSettings,
            cancellation
        );
        var store = new TenantStore(dataSource, new Ambient().Time);
        ThrowIf(await store.SaveAsync(tenantId, settings, FeaturesCommand.Actor, cancellation, tenant.SettingsVersion));
        await directory.ReloadAsync(cancellation);
        Write(Find(directory, tenantId), directory);
        return 0;
    }

    internal static void ThrowIf(Refused? refused)
    {
        if (refused is not null)
            throw new CommandException(string.Join(' ', refused.Problems));
    }

    internal static async Task<TenantDirectory> OpenAsync(CancellationToken cancellation)
    {
        await using var dataSource = Database.Open();
        var directory = new TenantDirectory(dataSource);
        await directory.ReloadAsync(cancellation);
        return directory;
    }

    private static Argument<Guid> IdArgument() => new("id") { Description = "The tenant's id (a UUID)." };

    private static Tenant Find(TenantDirectory directory, Guid id) =>
        directory.Find(id) ?? throw new CommandException("There is no such tenant. See: twilio-server tenants list");

    private static void Write(Tenant tenant, TenantDirectory directory) =>
        Console.WriteLine(
            JsonSerializer.Serialize(
                TenantDocument.Of(tenant, directory.List.Numbers),
                TenantDocuments.Default.TenantDocument
            )
        );
}

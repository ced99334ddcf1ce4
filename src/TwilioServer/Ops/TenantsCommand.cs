using System.CommandLine;
using TwilioServer.Tenants;

namespace TwilioServer.Ops;

/// <summary><c>tenants</c>: the businesses.</summary>
internal static class TenantsCommand
{
    public static Command Create() =>
        new("tenants", "Adds businesses and changes how their calls are handled.")
        {
            Add(),
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
        var forwardTo = new Option<string>("--forward-to")
        {
            Description = "The owner's phone, E.164.",
            Required = true,
        };
        var ring = new Option<int>("--ring-timeout-seconds")
        {
            Description = "How long the owner's phone rings.",
            DefaultValueFactory = _ => 20,
        };
        var command = new Command(
            "add",
            """
            Adds a tenant, or changes the one with this id. Running services follow within a second.

            Example: twilio-server tenants add --name "Demo Plumbing" --forward-to +14155550177
            """
        )
        {
            id,
            name,
            forwardTo,
            ring,
        };
        command.SetAction(
            (parsed, cancellation) =>
                AddAsync(
                    parsed.GetValue(id),
                    new TenantSettings
                    {
                        BusinessName = parsed.GetRequiredValue(name),
                        ForwardTo = parsed.GetRequiredValue(forwardTo),
                        RingTimeoutSeconds = parsed.GetValue(ring),
                    },
                    cancellation
                )
        );
        return command;
    }

    private static async Task<int> AddAsync(Guid? id, TenantSettings settings, CancellationToken cancellation)
    {
        var problems = string.Join(' ', settings.Problems());
        if (problems.Length > 0)
            throw new CommandException(problems);
        var ambient = new Ambient();
        var tenantId = id ?? ambient.NewId();
        await using var dataSource = Database.Open();
        await new TenantStore(dataSource, ambient.Time).SaveAsync(tenantId, settings, cancellation);
        Console.WriteLine(tenantId);
        return 0;
    }
}

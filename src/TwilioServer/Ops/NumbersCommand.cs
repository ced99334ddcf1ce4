using System.CommandLine;
using TwilioServer.Tenants;

namespace TwilioServer.Ops;

/// <summary><c>numbers</c>: which Twilio number belongs to which business.</summary>
internal static class NumbersCommand
{
    public static Command Create() => new("numbers", "Gives Twilio numbers to tenants.") { Add() };

    private static Command Add()
    {
        var number = new Option<string>("--number") { Description = "The Twilio number, E.164.", Required = true };
        var tenant = new Option<Guid>("--tenant") { Description = "The tenant's id.", Required = true };
        var command = new Command(
            "add",
            """
            Gives a number to a tenant. Running services follow within a second.

            Example: twilio-server numbers add --number +14155550100 --tenant 0190f5f0-7e4c-7d54-8d14-1f8f3f2a9c11
            """
        )
        {
            number,
            tenant,
        };
        command.SetAction(
            (parsed, cancellation) =>
                AddAsync(parsed.GetRequiredValue(number), parsed.GetRequiredValue(tenant), cancellation)
        );
        return command;
    }

    private static async Task<int> AddAsync(string number, Guid tenantId, CancellationToken cancellation)
    {
        if (!PhoneNumber.IsE164(number))
            throw new CommandException("--number: expected an E.164 number such as +14155550100.");
        await using var dataSource = Database.Open();
        if (!await new TenantStore(dataSource, new Ambient().Time).SaveNumberAsync(number, tenantId, cancellation))
            throw new CommandException(
                "There is no such tenant, or another tenant has this number. See: twilio-server tenants add --help"
            );
        Console.WriteLine(number);
        return 0;
    }
}

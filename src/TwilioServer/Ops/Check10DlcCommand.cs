using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TwilioServer.Configuration;
using TwilioServer.Reconciliation;
using TwilioServer.Registrations;
using TwilioServer.Storage;
using TwilioServer.Tenants;
using TwilioServer.TwilioApi;

namespace TwilioServer.Ops;

/// <summary><c>check-10dlc</c>: which numbers US carriers take texts from.</summary>
internal static class Check10DlcCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Prints a JSON array instead." };
        var command = new Command(
            "check-10dlc",
            """
            Asks Twilio which numbers are in a campaign that US carriers approved (10DLC), prints brands, campaigns and
            numbers, and saves the outcome: texts to the US from a number that is not registered are blocked from then on,
            and say why, rather than be dropped by the carriers (error 30034). Running services follow within a second, and
            ask again once a day; every hour while a number is not registered. Needs the settings of the service.
            Exit code 1 when a number is not registered, or Twilio does not know it.

            Example: twilio-server check-10dlc
            """
        )
        {
            json,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(bool asJson, CancellationToken cancellation)
    {
        var reader = new SettingsReader(Environment.GetEnvironmentVariable);
        var (storage, twilio) = (StorageSettings.Read(reader), TwilioSettings.Read(reader));
        reader.ThrowOnProblems();
        var ambient = new Ambient();
        await using var dataSource = DataSources.General(storage);
        var tenants = new TenantDirectory(dataSource);
        await tenants.ReloadAsync(cancellation);
        var own = await OwnAccountsAsync(dataSource, storage, ambient, cancellation);
        using var client = new TwilioClient(twilio);
        using var accounts = new ReconciledAccounts(twilio, client, () => own);
        var check = new RegistrationCheck(
            () => accounts.Lists(ambient),
            tenants,
            new RegistrationStore(dataSource, ambient.Time)
        );
        var rows = RegistrationRow.Of(await RunAsync(check, cancellation));
        if (asJson)
            Console.WriteLine(JsonSerializer.Serialize(rows, RegistrationJson.Default.IReadOnlyListRegistrationRow));
        else
            Print(rows);
        return rows.All(row => row.Status is null or "registered" or "not-applicable") ? 0 : 1;
    }

    private static async Task<(CarrierRecords, IReadOnlyList<CheckedNumber>)> RunAsync(
        RegistrationCheck check,
        CancellationToken cancellation
    )
    {
        try
        {
            return await check.RunAsync(cancellation);
        }
        catch (TwilioListException e)
        {
            throw new CommandException(
                $"{e.Message} Nothing was changed. Check TWILIO_ACCOUNT_SID and its credentials."
            );
        }
    }

    private static async Task<IReadOnlyList<TwilioAccount>> OwnAccountsAsync(
        NpgsqlDataSource dataSource,
        StorageSettings storage,
        Ambient ambient,
        CancellationToken cancellation
    )
    {
        var keys = new ServiceKeys(dataSource, ambient, NullLogger<ServiceKeys>.Instance);
        var sealingKey = await keys.DerivedAsync(storage.MasterKey, AccountStore.SealingPurpose, cancellation);
        return await new AccountStore(dataSource, sealingKey, ambient.Time).ReadAsync(cancellation);
    }

    private static void Print(IReadOnlyList<RegistrationRow> rows)
    {
        Write("BRAND", "", "CAMPAIGN", "", "NUMBER", "");
        foreach (var row in rows)
            Write(row.Brand, row.BrandStatus, row.Campaign, row.CampaignStatus, row.PhoneNumber, row.Status);
        foreach (var row in rows.Where(row => row.BrandFailure is not null).DistinctBy(row => row.Brand))
            Console.WriteLine($"{row.Brand} failed: {row.BrandFailure}");
    }

    private static void Write(params string?[] cells)
    {
        int[] widths = [34, 11, 34, 11, 16, 14];
        Console.WriteLine(
            string.Join("  ", cells.Zip(widths, (cell, width) => (cell ?? "-").PadRight(width))).TrimEnd()
        );
    }
}

/// <summary>A line of what <c>check-10dlc</c> prints.</summary>
/// <param name="PhoneNumber">Null where none of our numbers is in the campaign.</param>
/// <param name="Status">The number's.</param>
internal sealed record RegistrationRow(
    string? Brand,
    string? BrandStatus,
    string? BrandFailure,
    string? Campaign,
    string? CampaignStatus,
    string? PhoneNumber,
    Guid? TenantId,
    string? Status
)
{
    /// <summary>Brand by brand and campaign by campaign; at the end the numbers that are in none.</summary>
    public static IReadOnlyList<RegistrationRow> Of(
        (CarrierRecords Records, IReadOnlyList<CheckedNumber> Numbers) found
    )
    {
        var (records, numbers) = found;
        var rows = numbers.Select(number => Of(records, number.Campaign, number)).ToList();
        rows.AddRange(
            records
                .Campaigns.Where(campaign => numbers.All(number => number.Campaign != campaign))
                .Select(campaign => Of(records, campaign, null))
        );
        rows.AddRange(
            records
                .Brands.Where(brand => records.Campaigns.All(campaign => campaign.BrandSid != brand.Sid))
                .Select(brand => new RegistrationRow(
                    brand.Sid,
                    brand.Status,
                    brand.FailureReason,
                    null,
                    null,
                    null,
                    null,
                    null
                ))
        );
        return
        [
            .. rows.OrderBy(row => row.Brand is null)
                .ThenBy(row => row.Brand, StringComparer.Ordinal)
                .ThenBy(row => row.Campaign, StringComparer.Ordinal)
                .ThenBy(row => row.PhoneNumber, StringComparer.Ordinal),
        ];
    }

    private static RegistrationRow Of(CarrierRecords records, Campaign? campaign, CheckedNumber? number)
    {
        var brand = campaign is null ? null : records.BrandOf(campaign);
        return new RegistrationRow(
            campaign?.BrandSid,
            brand?.Status,
            brand?.FailureReason,
            campaign?.Sid,
            campaign?.Status,
            number?.PhoneNumber,
            number?.TenantId,
            number?.Status.ToWord()
        );
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<RegistrationRow>))]
internal sealed partial class RegistrationJson : JsonSerializerContext;

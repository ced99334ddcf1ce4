using System.Text.Json;
using TwilioServer.TwilioApi;

namespace TwilioServer.Registrations;

/// <summary>Asks Twilio for an account's brands, campaigns and numbers.</summary>
public sealed class RegistrationReader(TwilioLists lists)
{
    private const string Product = "messaging";
    private const string PageSize = "?PageSize=100";

    /// <exception cref="TwilioListException">Twilio could not be asked.</exception>
    public async Task<CarrierRecords> ReadAsync(CancellationToken cancellation)
    {
        var brands = await AllAsync("v1/a2p/BrandRegistrations", "data", Brand, cancellation);
        var services = await AllAsync("v1/Services", "services", service => Text(service, "sid"), cancellation);
        var campaigns = new List<Campaign>();
        var inService = new List<(string, string)>();
        foreach (var sid in services)
        {
            var service = $"v1/Services/{Uri.EscapeDataString(sid)}";
            campaigns.AddRange(
                await AllAsync($"{service}/Compliance/Usa2p", "compliance", json => Campaign(json, sid), cancellation)
            );
            inService.AddRange(
                await AllAsync(
                    $"{service}/PhoneNumbers",
                    "phone_numbers",
                    json => (sid, Text(json, "phone_number")),
                    cancellation
                )
            );
        }
        return new CarrierRecords(brands, campaigns, await HeldAsync(cancellation), inService);
    }

    private async Task<IReadOnlyList<string>> HeldAsync(CancellationToken cancellation)
    {
        const string key = "incoming_phone_numbers";
        var held = new List<string>();
        await foreach (var page in lists.PagesAsync("IncomingPhoneNumbers.json?PageSize=1000", key, cancellation))
            held.AddRange(page.Items.Select(number => Text(number, "phone_number")));
        return held;
    }

    private async Task<IReadOnlyList<T>> AllAsync<T>(
        string resource,
        string key,
        Func<JsonElement, T> read,
        CancellationToken cancellation
    ) => [.. (await lists.AllAsync(Product, resource + PageSize, key, cancellation)).Select(read)];

    private static Brand Brand(JsonElement json) =>
        new(Text(json, "sid"), Text(json, "status"), json.Text("failure_reason"));

    private static Campaign Campaign(JsonElement json, string serviceSid) =>
        new(Text(json, "sid"), serviceSid, json.Text("brand_registration_sid"), Text(json, "campaign_status"));

    private static string Text(JsonElement json, string name) =>
        json.Text(name) ?? throw new TwilioListException($"Twilio's list has an item without {name}.");
}

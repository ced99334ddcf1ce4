using System.Net;
using System.Text.Json;

namespace TwilioServer.Neighbours;

/// <summary>What pns-provisioning-service says of a number.</summary>
public abstract record ProvisionedNumber
{
    /// <param name="IsUsable">Whether it serves its tenant now: not suspended, not released.</param>
    public sealed record Found(Guid TenantId, bool IsUsable) : ProvisionedNumber;

    /// <summary>It knows no such number.</summary>
    public sealed record NotFound : ProvisionedNumber;

    /// <summary>It could not be asked, or its answer is none.</summary>
    public sealed record Unavailable(string Reason) : ProvisionedNumber;
}

/// <summary>Asks pns-provisioning-service whose a number is.</summary>
public sealed class ProvisioningClient(Uri baseUrl, string key) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly NeighbourHttp _http = new(baseUrl, key);

    /// <summary>Asks as its code answers, and where that address is not known, as its papers say.</summary>
    public async Task<ProvisionedNumber> LookUpAsync(string phoneNumber, CancellationToken cancellation)
    {
        var number = Uri.EscapeDataString(phoneNumber);
        var answer = await _http.GetAsync($"/internal/phone-numbers/lookup/{number}", Patience, cancellation);
        if (answer.Status == HttpStatusCode.NotFound && !IsEnvelope(answer))
            answer = await _http.GetAsync($"/phone-numbers/lookup/{number}", Patience, cancellation);
        return Judge(answer, phoneNumber);
    }

    public void Dispose() => _http.Dispose();

    private static bool IsEnvelope(NeighbourAnswer answer) =>
        NeighbourJson.TryParse(answer.Body.Span) is { ValueKind: JsonValueKind.Object } json
        && json.TryGetProperty("success", out _);

    /// <summary>A number that it does not have is answered with 200 as well: the status alone says nothing.</summary>
    private static ProvisionedNumber Judge(NeighbourAnswer answer, string phoneNumber)
    {
        if (answer.Status is not { } status)
            return new ProvisionedNumber.Unavailable(answer.Reason!);
        if (NeighbourJson.TryParse(answer.Body.Span) is not { ValueKind: JsonValueKind.Object } json)
            return new ProvisionedNumber.Unavailable($"It answered {(int)status} without a JSON object.");
        if (
            NeighbourJson.Object(json, "error") is { } error
            && NeighbourJson.Text(error, "code") == "PHONE_NUMBER_NOT_FOUND"
        )
            return new ProvisionedNumber.NotFound();
        if ((int)status is < 200 or >= 300)
            return new ProvisionedNumber.Unavailable($"It answered {(int)status}.");
        var data = NeighbourJson.Object(json, "data") ?? json;
        if (
            !Guid.TryParse(NeighbourJson.Text(data, "tenantId"), out var tenantId)
            || NeighbourJson.Text(data, "phoneNumber") != phoneNumber
        )
            return new ProvisionedNumber.Unavailable("Its answer names no tenant, or another number.");
        return new ProvisionedNumber.Found(
            tenantId,
            NeighbourJson.Text(data, "status") is "provisioning" or "provisioned" or "active"
        );
    }
}

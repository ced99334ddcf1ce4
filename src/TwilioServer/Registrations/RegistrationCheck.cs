using TwilioServer.Tenants;
using TwilioServer.TwilioApi;

namespace TwilioServer.Registrations;

/// <summary>Asks Twilio about all our numbers, and saves what it says.</summary>
/// <param name="accounts">The lists of the service's account and of the tenants' own.</param>
public sealed class RegistrationCheck(
    Func<IReadOnlyList<TwilioLists>> accounts,
    TenantDirectory tenants,
    RegistrationStore store
)
{
    /// <exception cref="TwilioListException">Twilio could not be asked; nothing is saved then.</exception>
    public async Task<(CarrierRecords Records, IReadOnlyList<CheckedNumber> Numbers)> RunAsync(
        CancellationToken cancellation
    )
    {
        var found = new List<CarrierRecords>();
        foreach (var account in accounts())
            found.Add(await new RegistrationReader(account).ReadAsync(cancellation));
        var records = CarrierRecords.All(found);
        IReadOnlyList<CheckedNumber> numbers =
        [
            .. tenants.List.Numbers.Select(pair => records.Check(pair.Key, pair.Value)),
        ];
        await store.SaveAsync(numbers, cancellation);
        return (records, numbers);
    }
}

using TwilioEmulator.Store;

namespace TwilioEmulator.Phones;

/// <summary>What the carriers do with a text: it depends on the phone, and on what they know of the number that sends.</summary>
internal sealed class CarrierNetwork(PhoneBook phones, EmulatorStore store)
{
    public Outcome OutcomeOf(string from, string to)
    {
        var phone = Outcome.Of(phones.Get(to));
        return IsRefused(from, to)
            ? phone with
            {
                Status = MessageStatus.Undelivered,
                ErrorCode = Outcome.UnregisteredError,
            }
            : phone;
    }

    /// <summary>US carriers want long codes registered (10DLC); toll-free numbers have a verification of their own.</summary>
    private bool IsRefused(string from, string to) =>
        to.StartsWith("+1", StringComparison.Ordinal)
        && !NumberKind.IsTollFree(from)
        && store.Numbers.TryGet(from, out var number)
        && !number.IsRegisteredForA2p;
}

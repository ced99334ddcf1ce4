using TwilioEmulator.Clock;
using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Phones;

/// <summary>Rings virtual phones and lets each behave as it was set up.</summary>
internal sealed class PhoneRinger(PhoneBook phones, CallLifecycle lifecycle, VirtualClock clock)
{
    /// <summary>How long the network takes to say that a line is busy or a number does not exist.</summary>
    private static readonly TimeSpan NetworkRefusal = TimeSpan.FromSeconds(1);

    public void Ring(Call leg)
    {
        lifecycle.Initiate(leg);
        lifecycle.Ring(leg);
        var phone = phones.Get(leg.To);
        switch (phone.WhenCalled)
        {
            case WhenCalled.Answer:
                clock.Schedule(TimeSpan.FromSeconds(phone.AnswerAfterSeconds), () => Answer(leg));
                break;
            case WhenCalled.Busy:
                clock.Schedule(NetworkRefusal, () => lifecycle.End(leg, CallStatus.Busy));
                break;
            case WhenCalled.Unreachable:
                clock.Schedule(NetworkRefusal, () => lifecycle.End(leg, CallStatus.Failed));
                break;
        }
    }

    public void Answer(Call leg)
    {
        lifecycle.Answer(leg);
        if (phones.Get(leg.To).HangUpAfterSeconds is { } seconds)
            clock.Schedule(TimeSpan.FromSeconds(seconds), () => lifecycle.HangUp(leg));
    }
}

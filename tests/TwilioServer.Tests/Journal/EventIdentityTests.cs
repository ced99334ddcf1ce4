using FsCheck;
using FsCheck.Fluent;
using TwilioServer.Journal;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Journal;

public sealed class EventIdentityTests
{
    private const string Target = "/webhooks/voice?c=1&n=2";
    private static readonly EventIdentity Identity = new([.. Enumerable.Repeat((byte)7, 32)]);
    private static readonly KeyValuePair<string, string>[] Parameters = [new("CallSid", "CA1"), new("Digits", "1")];

    [Fact]
    public void The_same_delivery_has_the_same_identity() => Assert.Equal(Of(Parameters), Of([.. Parameters]));

    [Fact]
    public void Whatever_is_signed_makes_another_event()
    {
        Guid[] others =
        [
            Of(Parameters),
            Identity.OfWebhook("AC2", Target, Parameters),
            Identity.OfWebhook("AC1", "/webhooks/voice?c=1&n=3", Parameters),
            Of([Parameters[0], new("Digits", "2")]),
            Of([Parameters[0], new("digits", "1")]),
            Of([Parameters[0]]),
            Of([.. Parameters, new("To", "")]),
            new EventIdentity(new byte[32]).OfWebhook("AC1", Target, Parameters),
            Identity.OfOwn("AC1", Target, "CallSid"),
        ];
        Assert.Equal(others.Length, others.Distinct().Count());
    }

    [Fact]
    public void No_two_lists_of_parts_read_the_same() =>
        Properties.Hold(
            Gen.Zip(Texts.Storable, Gen.Zip(Texts.Storable, Gen.Choose(1, 5))),
            input =>
            {
                var (name, (value, cut)) = input;
                var moved = Math.Min(cut, value.Length);
                if (moved == 0)
                    return;
                var shifted = KeyValuePair.Create(name + value[..moved], value[moved..]);
                Assert.NotEqual(Of([new("n" + name, value)]), Of([new("n" + shifted.Key, shifted.Value)]));
            }
        );

    [Fact]
    public void An_event_of_our_own_is_told_by_type_stream_and_occasion()
    {
        Guid[] others =
        [
            Identity.OfOwn("a", "b", "c"),
            Identity.OfOwn("ab", "", "c"),
            Identity.OfOwn("a", "bc", ""),
            Identity.OfOwn("a", "b", "d"),
        ];
        Assert.Equal(others.Length, others.Distinct().Count());
    }

    private static Guid Of(KeyValuePair<string, string>[] parameters) => Identity.OfWebhook("AC1", Target, parameters);
}

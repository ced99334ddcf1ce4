using TwilioServer.Messages;
using TwilioServer.RateLimits;
using TwilioServer.Tenants;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Messages;

/// <summary>How fast a number sends: https://help.twilio.com/articles/115002943027.</summary>
public sealed class SenderTests
{
    [Theory]
    [InlineData("+14155550123", 1)]
    [InlineData("+14165550123", 1)]
    [InlineData("+18005550123", 3)]
    [InlineData("+18225550123", 3)]
    [InlineData("+18335550123", 3)]
    [InlineData("+18445550123", 3)]
    [InlineData("+18555550123", 3)]
    [InlineData("+18665550123", 3)]
    [InlineData("+18775550123", 3)]
    [InlineData("+18885550123", 3)]
    [InlineData("+18115550123", 1)]
    [InlineData("12345", 100)]
    [InlineData("123456", 100)]
    [InlineData("123", 100)]
    [InlineData("1234567", 1)]
    [InlineData("+447700900123", 1)]
    public void Each_kind_of_number_has_Twilio_s_rate(string number, int perSecond) =>
        Assert.Equal(perSecond, Sender.TwilioRate(number));

    [Theory]
    [InlineData("", 0, 1)]
    [InlineData("a", 160, 1)]
    [InlineData("a", 161, 2)]
    [InlineData("a", 306, 2)]
    [InlineData("a", 307, 3)]
    [InlineData("€", 80, 1)]
    [InlineData("€", 81, 2)]
    [InlineData("ñ", 160, 1)]
    [InlineData("ê", 70, 1)]
    [InlineData("ê", 71, 2)]
    [InlineData("😀", 35, 1)]
    [InlineData("😀", 36, 2)]
    [InlineData("a", 1600, 11)]
    [InlineData("ê", 1600, 24)]
    public void A_text_has_as_many_segments_as_its_alphabet_needs(string letter, int times, int segments) =>
        Assert.Equal(segments, Segments.Of(string.Concat(Enumerable.Repeat(letter, times))).Count);

    /// <summary>The number's own setting first, then the operator's for all, then Twilio's.</summary>
    [Theory]
    [InlineData(null, 0, 2_000)]
    [InlineData(null, 4, 500)]
    [InlineData(10, 4, 200)]
    public void A_text_takes_its_segments_at_the_number_s_rate(int? own, int usual, int milliseconds)
    {
        var tenants = new TenantDirectory(null!);
        var numbers = new Dictionary<string, NumberSettings>(StringComparer.Ordinal)
        {
            [Samples.BusinessNumber] = new() { MessagesPerSecond = own },
        };
        tenants.Use(
            new TenantList(
                [new Tenant(Samples.TenantId, Samples.Settings, 1) { Numbers = numbers }],
                new Dictionary<string, Guid>(StringComparer.Ordinal) { [Samples.BusinessNumber] = Samples.TenantId }
            )
        );
        var turn = new Sender(tenants, usual).TurnOf(Reference(new string('a', 200), waitsForHours: false));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), turn.Takes);
    }

    [Theory]
    [InlineData(true, SendLane.Bulk)]
    [InlineData(false, SendLane.Conversation)]
    public void Who_may_wait_for_the_hours_may_wait_for_conversations(bool waitsForHours, SendLane lane) =>
        Assert.Equal(lane, new Sender().TurnOf(Reference("Hello", waitsForHours)).Lane);

    private static MessageReference Reference(string body, bool waitsForHours) =>
        new(
            MessageStory.IntentId,
            Samples.TenantId,
            Samples.BusinessNumber,
            Samples.CallerNumber,
            body,
            TestClock.Noon,
            TestClock.Noon,
            0,
            waitsForHours
        );
}

using TwilioEmulator.Webhooks;
using Xunit;

namespace TwilioServer.Tests.Emulator.Webhooks;

/// <summary>The ranges and defaults of a URL's fragment.</summary>
public sealed class ConnectionOverridesTests
{
    private const string Defaults = "ct=5000 rt= tt= rc=1 rp=ct e=ashburn";

    [Theory]
    [InlineData("", Defaults)]
    [InlineData("#", Defaults)]
    [InlineData("#rc=0", "ct=5000 rt= tt= rc=0 rp=ct e=ashburn")]
    [InlineData("#rc=5&rp=4xx,5xx,ct,rt", "ct=5000 rt= tt= rc=5 rp=4xx,5xx,ct,rt e=ashburn")]
    [InlineData("#rc=6", Defaults)]
    [InlineData("#rc=-1&ct=99&rt=99&tt=99", Defaults)]
    [InlineData("#ct=10001&rt=15001&tt=15001", Defaults)]
    [InlineData("#ct=100&rt=100&tt=100", "ct=100 rt=100 tt=100 rc=1 rp=ct e=ashburn")]
    [InlineData("#ct=10000&rt=15000&tt=15000", "ct=10000 rt=15000 tt=15000 rc=1 rp=ct e=ashburn")]
    [InlineData("#rc=x&rp=&e=&sni=y&other=1", Defaults)]
    [InlineData("#rc=2&e=dublin,tokyo", "ct=5000 rt= tt= rc=2 rp=ct e=dublin,tokyo")]
    public void Are_read_with_their_ranges(string fragment, string expected)
    {
        var read = ConnectionOverrides.Of("https://example.com/voice?a=1" + fragment);
        Assert.Equal(
            expected,
            $"ct={read.ConnectTimeoutMs} rt={read.ReadTimeoutMs} tt={read.TotalTimeoutMs} rc={read.RetryCount} "
                + $"rp={string.Join(',', read.RetryPolicy)} e={string.Join(',', read.Edges)}"
        );
    }

    [Theory]
    [InlineData("#rp=ct", null)]
    [InlineData("#rp=all", null)]
    [InlineData("#rp=3xx", 11243)]
    [InlineData("#e=atlantis", 11240)]
    [InlineData("#e=ashburn-ix", 11242)]
    public void Are_refused_with_a_code_when_Twilio_has_no_such_value(string fragment, int? code) =>
        Assert.Equal(code, ConnectionOverrides.Of("http://localhost/" + fragment).ErrorCode);

    [Theory]
    [InlineData("", 503, false)]
    [InlineData("#rp=5xx", 503, true)]
    [InlineData("#rp=5xx", 404, false)]
    [InlineData("#rp=4xx,rt", 404, true)]
    [InlineData("#rp=all", 404, true)]
    [InlineData("#rp=all", 204, false)]
    [InlineData("#rp=all", 503, true)]
    public void Decide_whether_a_status_is_tried_again(string fragment, int status, bool again) =>
        Assert.Equal(
            again,
            ConnectionOverrides
                .Of("http://localhost/" + fragment)
                .Retries(new WebhookResult(status, "", null, "", null, null, 0))
        );

    [Fact]
    public void Rotate_the_edges_with_the_attempts()
    {
        var overrides = ConnectionOverrides.Of("http://localhost/#e=dublin,tokyo");
        Assert.Equal(["dublin", "tokyo", "dublin"], new[] { 1, 2, 3 }.Select(overrides.EdgeOf));
    }
}

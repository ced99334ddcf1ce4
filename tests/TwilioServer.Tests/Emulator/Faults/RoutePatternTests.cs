using TwilioEmulator.Faults;
using Xunit;

namespace TwilioServer.Tests.Emulator.Faults;

/// <summary>Which requests a route stands for.</summary>
public sealed class RoutePatternTests
{
    [Theory]
    [InlineData("POST Messages", "POST", "/2010-04-01/Accounts/AC1/Messages.json", true)]
    [InlineData("post Messages", "POST", "/api.twilio.com/2010-04-01/Accounts/AC1/Messages.json", true)]
    [InlineData("POST Messages", "GET", "/2010-04-01/Accounts/AC1/Messages.json", false)]
    [InlineData("POST Messages", "POST", "/2010-04-01/Accounts/AC1/Messages/SM1.json", false)]
    [InlineData("* Calls/*", "DELETE", "/2010-04-01/Accounts/AC1/Calls/CA1.json", true)]
    [InlineData("GET Calls/{sid}/Recordings", "GET", "/2010-04-01/Accounts/AC1/Calls/CA1/Recordings.json", true)]
    [InlineData("GET v1/Services", "GET", "/messaging.twilio.com/v1/Services", true)]
    [InlineData("GET /v1/Services", "GET", "/v1/Services", true)]
    [InlineData("* *", "GET", "/anything/at/all", true)]
    public void A_route_is_a_method_and_a_path_without_host_account_and_format(
        string route,
        string method,
        string path,
        bool matches
    ) => Assert.Equal(matches, RoutePattern.Parse(route)!.Matches(method, path));

    [Theory]
    [InlineData("")]
    [InlineData("Messages")]
    [InlineData("POST Messages now")]
    public void Anything_else_is_none(string route) => Assert.Null(RoutePattern.Parse(route));
}

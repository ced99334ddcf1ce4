using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using TwilioServer.Jobs;
using TwilioServer.Media;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Media;

/// <summary>Nobody but Twilio is asked, and nobody but Twilio sees a password.</summary>
public sealed class HostileMediaTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Cdn = "https://mms.twiliocdn.com/AC1/a?Signature=x";

    [Fact]
    public async Task What_a_webhook_names_beside_Twilio_is_not_even_connected_to()
    {
        await using var media = await MediaHarness.StartAsync(database);
        using var inside = new TcpListener(IPAddress.Loopback, 0);
        inside.Start();
        string[] urls =
        [
            $"http://{inside.LocalEndpoint}/latest/meta-data/",
            $"http://localhost:{((IPEndPoint)inside.LocalEndpoint).Port}/",
            media.Url().Replace("127.0.0.1", "127.0.0.1@localhost", StringComparison.Ordinal),
            media.Url().Replace("http://", "http://user:password@", StringComparison.Ordinal),
            media.Url() + "?x",
            "file:///etc/passwd",
        ];
        Assert.Equal(JobResult.Done, await media.RunAsync(urls));
        string[] reasons = ["port-wrong", "host-wrong", "user-in-url", "user-in-url", "path-wrong", "scheme-wrong"];
        for (short position = 0; position < urls.Length; position++)
            Assert.Equal(("refused", reasons[position]), await media.OutcomeAsync(position));
        Assert.Empty(media.Server.Asked);
        Assert.False(inside.Pending());
    }

    [Fact]
    public async Task To_a_host_that_serves_for_Twilio_a_redirect_is_followed_without_the_password()
    {
        await using var media = await MediaHarness.StartAsync(database);
        media.Server.Answer = context => Redirect(context, Cdn);
        await media.RunAsync();
        Assert.Equal(("stored", null), await media.OutcomeAsync());
        Assert.Equal(2, media.Server.Asked.Count);
        Assert.NotNull(media.Server.Asked[0].Credentials);
        Assert.Equal(("mms.twiliocdn.com", "/AC1/a?Signature=x", null), media.Server.Asked[1]);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task To_any_other_host_it_is_not(int status)
    {
        await using var media = await MediaHarness.StartAsync(database);
        media.Server.Answer = context => Redirect(context, $"{media.Server.Url}elsewhere", status);
        Assert.Equal(JobResult.Done, await media.RunAsync());
        Assert.Equal(("refused", "redirected"), await media.OutcomeAsync());
        Assert.Single(media.Server.Asked);
    }

    [Fact]
    public async Task Who_serves_for_Twilio_sends_nobody_on()
    {
        await using var media = await MediaHarness.StartAsync(database);
        media.Server.Answer = context => Redirect(context, Cdn);
        media.Server.AnswerElsewhere = context => Redirect(context, Cdn);
        await media.RunAsync();
        Assert.Equal(("refused", "redirected"), await media.OutcomeAsync());
        Assert.Equal(2, media.Server.Asked.Count);
    }

    /// <summary>A name may mean anything, and something else a moment later: what was looked at is what is connected to.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("8.8.8.8,127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    public async Task A_host_with_a_private_address_is_not_connected_to(string addresses)
    {
        var resolved = new List<string>();
        var connector = new MediaConnector(
            mayBePrivate: false,
            (host, _) =>
            {
                resolved.Add(host);
                return Task.FromResult<IPAddress[]>([.. addresses.Split(',').Select(IPAddress.Parse)]);
            }
        );
        await using var media = await MediaHarness.StartAsync(database, connector.CreateHandler());
        media.Server.Answer = context => Redirect(context, Cdn);
        Assert.Equal(JobResult.Done, await media.RunAsync());
        Assert.Equal(("refused", "private-address"), await media.OutcomeAsync());
        Assert.Single(media.Server.Asked);
        Assert.Equal(["mms.twiliocdn.com"], resolved);
    }

    private static Task Redirect(HttpContext context, string location, int status = 307)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }
}

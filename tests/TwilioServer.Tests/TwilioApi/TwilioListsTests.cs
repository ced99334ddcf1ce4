using System.Text.Json;
using TwilioServer.Tests.Support;
using TwilioServer.TwilioApi;

namespace TwilioServer.Tests.TwilioApi;

public sealed class TwilioListsTests
{
    private const string First = "Calls.json?StartTime>=2026-11-16T11:50:00Z&PageSize=2";
    private const string Second = "Calls.json?StartTime>=2026-11-16T11:50:00Z&PageSize=2&Page=1&PageToken=PA2";

    [Fact]
    public async Task Pages_follow_each_other_to_the_end()
    {
        await using var twilio = await FakeTwilio.StartAsync(asked =>
            asked switch
            {
                First => (200, Page(["CA1", "CA2"], FakeTwilio.AccountPath + Escaped(Second))),
                Second => (200, Page(["CA3"], null)),
                _ => (404, "{}"),
            }
        );
        twilio.Now = TestClock.Noon.AddHours(3);
        var pages = await ReadAsync(twilio);
        Assert.Equal(["CA1", "CA2", "CA3"], pages.SelectMany(page => page.Items).Select(item => item.Text("sid")));
        Assert.All(pages, page => Assert.Equal(TestClock.Noon.AddHours(3), page.AsOf));
        Assert.Equal([First, Second], twilio.Asked);
    }

    [Theory]
    [InlineData("https://evil.example.test/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Calls.json")]
    [InlineData("//evil.example.test/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Calls.json")]
    [InlineData("/2010-04-01/Accounts/ACffffffffffffffffffffffffffffffff/Calls.json")]
    [InlineData("/v1/elsewhere")]
    [InlineData("")]
    public async Task A_page_that_leads_out_of_the_account_is_not_followed(string next)
    {
        await using var twilio = await FakeTwilio.StartAsync(_ => (200, Page(["CA1"], next)));
        await Assert.ThrowsAsync<TwilioListException>(() => ReadAsync(twilio));
        Assert.Single(twilio.Asked);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_page_that_fails_for_now_is_asked_for_again(int status)
    {
        var failures = 3;
        await using var twilio = await FakeTwilio.StartAsync(_ =>
            failures-- > 0 ? (status, "{}") : (200, Page(["CA1"], null))
        );
        Assert.Single(await ReadAsync(twilio));
        Assert.Equal(4, twilio.Asked.Count);
    }

    [Theory]
    [InlineData(429, 4)]
    [InlineData(500, 4)]
    [InlineData(401, 1)]
    [InlineData(404, 1)]
    public async Task A_list_that_cannot_be_had_is_an_error_that_names_no_filter(int status, int asked)
    {
        await using var twilio = await FakeTwilio.StartAsync(_ => (status, """{"code":20003}"""));
        var error = await Assert.ThrowsAsync<TwilioListException>(() => ReadAsync(twilio));
        Assert.Equal(asked, twilio.Asked.Count);
        Assert.Contains("Calls.json", error.Message);
        Assert.DoesNotContain("StartTime", error.Message);
    }

    [Fact]
    public async Task A_list_of_another_host_is_read_to_its_end()
    {
        const string first = "/messaging.twilio.com/v1/Services?PageSize=2";
        const string second = "/messaging.twilio.com/v1/Services?PageSize=2&Page=1&PageToken=PA2";
        Uri? url = null;
        await using var twilio = await FakeTwilio.StartAsync(asked =>
            asked switch
            {
                first => (200, MetaPage(["MG1", "MG2"], new Uri(url!, second).ToString())),
                second => (200, MetaPage(["MG3"], null)),
                _ => (404, "{}"),
            }
        );
        url = twilio.Url;
        var services = await ServicesAsync(twilio);
        Assert.Equal(["MG1", "MG2", "MG3"], services.Select(service => service.Text("sid")));
        Assert.Equal([first, second], twilio.Asked);
    }

    [Theory]
    [InlineData("https://evil.example.test/messaging.twilio.com/v1/Services")]
    [InlineData("/messaging.twilio.com/v1/Services")]
    [InlineData("http://[")]
    public async Task A_list_of_another_host_leads_to_no_third_one(string next)
    {
        await using var twilio = await FakeTwilio.StartAsync(_ => (200, MetaPage(["MG1"], next)));
        await Assert.ThrowsAsync<TwilioListException>(() => ServicesAsync(twilio));
        Assert.Single(twilio.Asked);
    }

    [Theory]
    [InlineData("https://api.twilio.com", "https://messaging.twilio.com/")]
    [InlineData("https://api.dublin.ie1.twilio.com", "https://messaging.dublin.ie1.twilio.com/")]
    [InlineData("http://localhost:3702", "http://localhost:3702/messaging.twilio.com/")]
    [InlineData("https://api.twilio.com.example.test", "https://api.twilio.com.example.test/messaging.twilio.com/")]
    public void Each_product_has_its_host_and_the_emulator_a_path_for_it(string api, string address)
    {
        using var client = new TwilioClient(
            new TwilioSettings(Samples.AccountSid, "t", null, null, null, new Uri(api), 1)
        );
        Assert.Equal(address, client.AddressOf("messaging").ToString());
    }

    private static Task<IReadOnlyList<JsonElement>> ServicesAsync(FakeTwilio twilio) =>
        new TwilioLists(twilio.Client, Samples.AccountSid, new Ambient(new ImpatientClock(), new Random(1))).AllAsync(
            "messaging",
            "v1/Services?PageSize=2",
            "services",
            TestContext.Current.CancellationToken
        );

    private static string MetaPage(string[] sids, string? next)
    {
        var items = string.Join(',', sids.Select(sid => $$"""{"sid":"{{sid}}"}"""));
        var url = next is null ? "null" : $"\"{next}\"";
        return $$"""{"services":[{{items}}],"meta":{"next_page_url":{{url}}} }""";
    }

    private static async Task<List<TwilioPage>> ReadAsync(FakeTwilio twilio)
    {
        var lists = new TwilioLists(
            twilio.Client,
            Samples.AccountSid,
            new Ambient(new ImpatientClock(), new Random(1))
        );
        var pages = new List<TwilioPage>();
        await foreach (var page in lists.PagesAsync(Escaped(First), "calls", TestContext.Current.CancellationToken))
            pages.Add(page);
        return pages;
    }

    private static string Escaped(string resource) => resource.Replace(">", "%3E", StringComparison.Ordinal);

    private static string Page(string[] sids, string? next) =>
        $$"""
            {"calls":[{{string.Join(',', sids.Select(sid => $$"""{"sid":"{{sid}}"}"""))}}],
            "next_page_uri":{{(next is null ? "null" : $"\"{next}\"")}}}
            """;
}

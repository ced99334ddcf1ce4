using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TwilioEmulator;

namespace TwilioServer.Tests.Emulator.Rest;

/// <summary>One listener stands for all of Twilio's hosts, told apart by the Host header or by a prefix.</summary>
public sealed class DomainTests : EmulatorTest
{
    [Fact]
    public async Task A_host_header_names_the_host_and_urls_lead_back_to_it()
    {
        await AddServices(3);
        var (_, list) = await Get("messaging.twilio.com", "/v1/Services?PageSize=1");
        var meta = list.GetProperty("meta");
        Assert.Equal("https://messaging.twilio.com/v1/Services?PageSize=1", Text(meta, "url"));
        Assert.Equal("https://messaging.twilio.com/v1/Services?PageSize=1&Page=0", Text(meta, "first_page_url"));
        Assert.Equal("services", Text(meta, "key"));
        Assert.Equal(JsonValueKind.Null, meta.GetProperty("previous_page_url").ValueKind);
        var service = list.GetProperty("services")[0];
        Assert.Equal($"https://messaging.twilio.com/v1/Services/{Text(service, "sid")}", Text(service, "url"));
    }

    [Fact]
    public async Task All_pages_are_reached_through_next_page_url()
    {
        await AddServices(3);
        var names = new List<string>();
        for (var next = BaseUrl + "/messaging.twilio.com/v1/Services?PageSize=1"; next is not null; )
        {
            Assert.StartsWith(BaseUrl, next, StringComparison.Ordinal);
            var (_, page) = await Send("GET", next, $"{Account}:{EmulatorOptions.DemoAuthToken}");
            names.AddRange(page.GetProperty("services").EnumerateArray().Select(each => Text(each, "friendly_name")));
            next = page.GetProperty("meta").GetProperty("next_page_url").GetString();
        }
        Assert.Equal(["2", "1", "0"], names);
    }

    [Theory]
    [InlineData("api.twilio.com", "/control/health")]
    [InlineData("messaging.twilio.com", "/v1/Nonsense")]
    [InlineData("messaging.twilio.com", "/v1/Services/MG00000000000000000000000000000000")]
    [InlineData("messaging.twilio.com", "/2010-04-01/Accounts.json")]
    [InlineData("verify.twilio.com", "/v2/Services")]
    [InlineData("api.twilio.com", "/2010-04-01/Nonsense")]
    public async Task What_a_host_does_not_have_is_not_found_there(string host, string path)
    {
        var (status, error) = await Get(host, path);
        Assert.Equal((404, 20404), (status, error.GetProperty("code").GetInt32()));
        Assert.Equal($"The requested resource {path} was not found", Text(error, "message"));
        Assert.Equal("https://www.twilio.com/docs/errors/20404", Text(error, "more_info"));
        Assert.Equal(404, error.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task An_edge_is_the_same_product() =>
        Assert.Equal(200, (await Get("messaging.dublin.ie1.twilio.com", "/v1/Services")).Status);

    private async Task AddServices(int count)
    {
        for (var made = 0; made < count; made++)
            await Send(
                "POST",
                "/messaging.twilio.com/v1/Services",
                $"{Account}:{EmulatorOptions.DemoAuthToken}",
                ("FriendlyName", $"{made}")
            );
    }

    private async Task<(int Status, JsonElement Json)> Get(string host, string path)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, BaseUrl + path);
        request.Headers.Host = host;
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Account}:{EmulatorOptions.DemoAuthToken}"))
        );
        using var response = await http.SendAsync(request);
        Assert.Equal(host.Split('.')[0] + ".twilio.com", response.Headers.GetValues("X-Api-Domain").Single());
        return (
            (int)response.StatusCode,
            JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Clone()
        );
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

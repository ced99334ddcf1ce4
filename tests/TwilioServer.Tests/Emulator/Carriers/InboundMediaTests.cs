using System.Net.Http.Headers;
using System.Text;
using TwilioEmulator;
using Xunit;

namespace TwilioServer.Tests.Emulator.Carriers;

/// <summary>Pictures from virtual phones.</summary>
public sealed class InboundMediaTests : EmulatorTest
{
    [Fact]
    public async Task Are_served_where_the_webhook_says_and_need_no_password()
    {
        byte[] picture = [0xFF, 0xD8, 0x00, 0x10];
        var card = "BEGIN:VCARD"u8.ToArray();
        var sent = await Control(
            "POST",
            "/messages",
            new
            {
                from = Owner,
                to = Number,
                media = new[]
                {
                    new { contentType = "image/jpeg", base64 = Convert.ToBase64String(picture) },
                    new { contentType = "text/vcard", base64 = Convert.ToBase64String(card) },
                },
            }
        );
        await Settle();
        var webhook = TheApp.Single("/sms");
        Assert.StartsWith("MM", sent.GetProperty("messageSid").GetString(), StringComparison.Ordinal);
        Assert.Equal(("2", ""), (webhook["NumMedia"], webhook["Body"]));
        Assert.Equal(("image/jpeg", "text/vcard"), (webhook["MediaContentType0"], webhook["MediaContentType1"]));
        Assert.Equal(picture, await Get(webhook["MediaUrl0"]!, "image/jpeg"));
        Assert.Equal(card, await Get(webhook["MediaUrl1"]!, "text/vcard"));
    }

    [Fact]
    public async Task Are_served_to_who_signs_in_where_the_account_wants_that()
    {
        await Control("PUT", $"/accounts/{Account}", new { mediaNeedsCredentials = true });
        byte[] picture = [0xFF, 0xD8, 0xFF];
        await SendAsync(new { contentType = "image/jpeg", base64 = Convert.ToBase64String(picture) });
        var url = TheApp.Single("/sms")["MediaUrl0"]!;
        using var http = new HttpClient();
        Assert.Equal(401, (int)(await http.GetAsync(url)).StatusCode);
        http.DefaultRequestHeaders.Authorization = Basic(Account, "wrong");
        Assert.Equal(401, (int)(await http.GetAsync(url)).StatusCode);
        http.DefaultRequestHeaders.Authorization = Basic(Account, EmulatorOptions.DemoAuthToken);
        Assert.Equal(picture, await http.GetByteArrayAsync(url));
    }

    [Fact]
    public async Task May_be_said_to_be_anywhere()
    {
        await SendAsync(new { url = "http://192.0.2.1/a.png" });
        var webhook = TheApp.Single("/sms");
        Assert.Equal(
            ("1", "http://192.0.2.1/a.png", "image/png"),
            (webhook["NumMedia"], webhook["MediaUrl0"], webhook["MediaContentType0"])
        );
    }

    [Fact]
    public async Task Are_huge_or_of_another_type_or_elsewhere_on_demand()
    {
        await SendAsync(new { contentType = "image/jpeg", base64 = "/9j/" });
        var url = TheApp.Single("/sms")["MediaUrl0"]!;
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        await Plan("""{"route":"GET Messages/*/Media/*","fault":"redirect","times":1}""");
        using var redirected = await http.GetAsync(url);
        Assert.Equal(
            (307, "http://169.254.169.254/latest/meta-data/"),
            ((int)redirected.StatusCode, redirected.Headers.Location!.OriginalString)
        );
        await Plan("""{"route":"GET Messages/*/Media/*","fault":"wrong-type","times":1}""");
        Assert.Equal([0xFF, 0xD8, 0xFF], await Get(url, "text/html"));
        await Plan("""{"route":"GET Messages/*/Media/*","fault":"huge-body","bytes":3000000,"times":1}""");
        Assert.Equal(3_000_000, (await Get(url, "image/jpeg")).Length);
        Assert.Equal([0xFF, 0xD8, 0xFF], await Get(url, "image/jpeg"));
    }

    [Theory]
    [InlineData("""[{"contentType":"image/jpeg","base64":"/9j/","url":"http://192.0.2.1/a"}]""", "contentType")]
    [InlineData("""[{"contentType":"image/jpeg","base64":"%%%"}]""", "contentType")]
    [InlineData("""[{"base64":"AAAA"}]""", "contentType")]
    public async Task Are_refused_when_they_are_no_files(string media, string hint)
    {
        var (status, json) = await TryControl(
            "POST",
            "/messages",
            $$"""{"from":"{{Owner}}","to":"{{Number}}","media":{{media}}}"""
        );
        Assert.Equal(400, status);
        Assert.Contains(hint, json.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Are_ten_at_most()
    {
        var media = Enumerable.Repeat(new { contentType = "image/gif", base64 = "AAAA" }, 11);
        var body = System.Text.Json.JsonSerializer.Serialize(
            new
            {
                from = Owner,
                to = Number,
                media,
            }
        );
        var (status, json) = await TryControl("POST", "/messages", body);
        Assert.Equal(400, status);
        Assert.Contains("10 files", json.GetProperty("error").GetString());
    }

    private async Task SendAsync(object file)
    {
        await Control(
            "POST",
            "/messages",
            new
            {
                from = Owner,
                to = Number,
                media = new[] { file },
            }
        );
        await Settle();
    }

    private async Task Plan(string rule)
    {
        var (status, json) = await TryControl("PUT", "/faults", $$"""{"rules":[{{rule}}]}""");
        Assert.True(status == 200, json.ToString());
    }

    private static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{user}:{password}")));

    private static async Task<byte[]> Get(string url, string contentType)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(url);
        Assert.Equal(contentType, response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadAsByteArrayAsync();
    }
}

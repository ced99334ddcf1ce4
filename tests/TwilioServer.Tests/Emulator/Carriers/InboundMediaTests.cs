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

    [Theory]
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

    private static async Task<byte[]> Get(string url, string contentType)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(url);
        Assert.Equal(contentType, response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadAsByteArrayAsync();
    }
}

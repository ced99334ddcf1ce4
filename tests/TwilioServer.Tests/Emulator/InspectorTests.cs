using System.Net;
using System.Text.RegularExpressions;

namespace TwilioServer.Tests.Emulator;

/// <summary>The inspector's page is whole, and can reach nothing but its own emulator.</summary>
public sealed partial class InspectorTests : EmulatorTest
{
    [Fact]
    public async Task Every_file_that_the_page_needs_is_served()
    {
        var waiting = new Queue<string>(["/inspector"]);
        var served = new HashSet<string>();
        while (waiting.TryDequeue(out var path))
        {
            if (!served.Add(path))
                continue;
            using var response = await GetAsync(path);
            Assert.True(response.IsSuccessStatusCode, path);
            var text = await response.Content.ReadAsStringAsync();
            foreach (Match needed in Needed().Matches(text))
                waiting.Enqueue($"/inspector/{needed.Groups["file"].Value}");
        }
        Assert.True(served.Count >= 10, string.Join(' ', served));
    }

    [Fact]
    public async Task The_page_may_load_and_ask_nobody_else()
    {
        using var response = await GetAsync("/inspector");
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/inspector/nothing.js")]
    [InlineData("/inspector/..%2Findex.html")]
    public async Task What_is_no_file_of_the_page_is_not_found(string path)
    {
        using var response = await GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private async Task<HttpResponseMessage> GetAsync(string path)
    {
        using var http = new HttpClient();
        return await http.GetAsync(new Uri(BaseUrl + path));
    }

    [GeneratedRegex("""(?:"/inspector/|from "\./)(?<file>[a-z]+\.[a-z]+)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Needed();
}

using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.FeatureFlags;

/// <summary>What is changed at one process holds at the others.</summary>
[Collection(OperatedStack.Stories)]
public sealed class TwoProcessScenarios(OperatedStack operated)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    [Fact]
    public async Task Flags_pauses_and_settings_reach_every_process()
    {
        var business = await Business.OpenAsync(operated.Stack);
        await using var further = await operated.Stack.StartFurtherServerAsync();
        var features = $"/internal/features?tenantId={business.TenantId}";
        var slowest = TimeSpan.Zero;

        await operated.SwitchAsync("sms_automation", false, business.TenantId);
        await HoldsAsync(features, body => !body.GetProperty("features").GetProperty("sms_automation").GetBoolean());

        await operated.AskAsync(
            "POST",
            "/internal/maintenance",
            $$"""{"paused":true,"reason":"Two processes","tenantId":"{{business.TenantId}}"}"""
        );
        await HoldsAsync(features, body => body.GetProperty("paused").GetBoolean());

        var tenant = $"/internal/tenants/{business.TenantId}";
        await operated.AskAsync("PATCH", tenant, """{"ringTimeoutSeconds":33}""");
        await HoldsAsync(
            tenant,
            body => body.GetProperty("settings").GetProperty("ringTimeoutSeconds").GetInt32() == 33
        );
        Console.WriteLine($"   a change held at another process after {slowest.TotalMilliseconds:0} ms at most");

        async Task HoldsAsync(string path, Func<JsonElement, bool> holds)
        {
            var since = Stopwatch.GetTimestamp();
            while (!holds(await AskAsync(new Uri(further.Url, path))))
            {
                Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(10), $"{path} did not follow.");
                await Task.Delay(2);
            }
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(since).Ticks));
        }
    }

    private static async Task<JsonElement> AskAsync(Uri url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("X-Internal-Key", OperatedStack.Key);
        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }
}

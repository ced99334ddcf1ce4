using System.Text.Json;
using TwilioEmulator;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>What was accepted is in a file before anybody hears of it.</summary>
public sealed class LedgerTests : EmulatorTest
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("ledger").FullName;

    private readonly string path = Path.Combine(Folder, Path.GetRandomFileName());

    internal override EmulatorOptions Adapt(EmulatorOptions options) => options with { LedgerPath = path };

    [Fact]
    public async Task Has_the_message_when_its_201_is_there()
    {
        var (_, message) = await Rest(
            "POST",
            "/Messages.json",
            ("To", Owner),
            ("From", Number),
            ("Body", "Größe"),
            ("StatusCallback", At("/sms-status"))
        );
        var entry = Assert.Single(OnDisk());
        Assert.Equal("message", entry.GetProperty("kind").GetString());
        Assert.Equal(message.GetProperty("sid").GetString(), entry.GetProperty("messageSid").GetString());
        Assert.Equal(Owner, entry.GetProperty("to").GetString());
        Assert.Equal(Number, entry.GetProperty("from").GetString());
        Assert.Equal("Größe", entry.GetProperty("body").GetString());
        Assert.Equal(At("/sms-status"), entry.GetProperty("statusCallback").GetString());
    }

    [Fact]
    public async Task Has_calls_and_the_webhooks_that_were_answered_well()
    {
        TheApp.Twiml("/voice", "<Hangup/>");
        TheApp.Answer("/status", 500, null, "");
        var sid = await Call();
        var entries = await Read();
        Assert.Equal(["call", "webhook"], entries.Select(each => each.GetProperty("kind").GetString()!));
        Assert.All(entries, each => Assert.Equal(sid, each.GetProperty("callSid").GetString()));
        Assert.Equal(At("/voice"), entries[1].GetProperty("url").GetString());
    }

    [Fact]
    public async Task Has_the_message_whose_answer_was_lost()
    {
        await Control(
            "PUT",
            "/faults",
            new { rules = new[] { new { route = "POST Messages", fault = "reset-after-accept" } } }
        );
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            Rest("POST", "/Messages.json", ("To", Owner), ("From", Number), ("Body", "Hi"))
        );
        Assert.Equal("Hi", Assert.Single(await Read()).GetProperty("body").GetString());
    }

    [Fact]
    public async Task Has_each_of_many_at_once()
    {
        var created = await Task.WhenAll(
            Enumerable
                .Range(0, 300)
                .Select(index => Rest("POST", "/Messages.json", ("To", Owner), ("From", Number), ("Body", $"{index}")))
        );
        var kept = OnDisk().Select(each => each.GetProperty("messageSid").GetString()).Order();
        Assert.Equal(created.Select(each => each.Json.GetProperty("sid").GetString()).Order(), kept);
    }

    private JsonElement[] OnDisk() => [.. File.ReadLines(path).Select(line => JsonElement.Parse(line))];

    private async Task<JsonElement[]> Read() =>
        [.. (await Control("GET", "/ledger", null)).GetProperty("entries").EnumerateArray()];
}

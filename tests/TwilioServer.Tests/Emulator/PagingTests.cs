using System.Text.Json;
using Xunit;

namespace TwilioServer.Tests.Emulator;

/// <summary>Lists: newest first, page by page, by token, with filters kept in the links.</summary>
public sealed class PagingTests : EmulatorTest
{
    [Fact]
    public async Task Walks_through_all_pages_once_while_new_items_come_in()
    {
        for (var sent = 0; sent < 5; sent++)
            await Send(sent);
        var bodies = new List<string>();
        var (_, page) = await Rest("GET", "/Messages.json?PageSize=2");
        Assert.Equal(JsonValueKind.Null, page.GetProperty("previous_page_uri").ValueKind);
        for (var number = 0; ; number++)
        {
            Assert.Equal(number, page.GetProperty("page").GetInt32());
            Assert.Equal(2, page.GetProperty("page_size").GetInt32());
            Assert.Equal(number * 2, page.GetProperty("start").GetInt32());
            bodies.AddRange(
                page.GetProperty("messages").EnumerateArray().Select(each => each.GetProperty("body").GetString()!)
            );
            if (page.GetProperty("next_page_uri").GetString() is not { } next)
                break;
            Assert.Contains($"&Page={number + 1}&PageToken=PASM", next);
            await Send(100 + number);
            page = (await Send("GET", next, $"{Account}:{TwilioEmulator.EmulatorOptions.DemoAuthToken}")).Json;
        }
        Assert.Equal(["4", "3", "2", "1", "0"], bodies);
        Assert.Equal(4, page.GetProperty("end").GetInt32());
    }

    [Fact]
    public async Task Filters_calls()
    {
        TheApp.Twiml("/voice", "<Reject reason=\"busy\"/>");
        await Call();
        await Advance(3600);
        TheApp.Twiml("/voice", "<Hangup/>");
        await Call(new { from = Owner, to = Number });
        Assert.Equal(2, await Count(""));
        Assert.Equal(1, await Count("?Status=busy"));
        Assert.Equal(1, await Count($"?From={Uri.EscapeDataString(Owner)}"));
        Assert.Equal(2, await Count($"?To={Uri.EscapeDataString(Number)}"));
        Assert.Equal(0, await Count("?ParentCallSid=CA0"));
        var later = await Control("GET", "/clock", null);
        var now = later.GetProperty("now").GetString();
        Assert.Equal(1, await Count($"?StartTime%3E={now}"));
        Assert.Equal(2, await Count($"?StartTime%3C={now}"));
        Assert.Equal(0, await Count("?StartTime%3C=2001-01-01"));
        Assert.Equal(2, await Count("?StartTime%3E=2001-01-01"));
        Assert.Equal(0, await Count("?StartTime=2001-01-01"));
    }

    private async Task<int> Count(string query)
    {
        var (status, json) = await Rest("GET", "/Calls.json" + query);
        Assert.Equal(200, status);
        return json.GetProperty("calls").GetArrayLength();
    }

    private Task<(int Status, JsonElement Json)> Send(int body) =>
        Rest("POST", "/Messages.json", ("To", Owner), ("From", Number), ("Body", $"{body}"));
}

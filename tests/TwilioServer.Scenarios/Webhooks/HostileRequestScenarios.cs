using System.Collections.Concurrent;
using System.Diagnostics;
using Dapper;
using TwilioServer.Scenarios.Harness;

namespace TwilioServer.Scenarios.Webhooks;

/// <summary>Requests that no honest client sends: each ends soon, with 4xx, and is counted.</summary>
public sealed class HostileRequestScenarios(SharedStack shared)
{
    private const string Head = "POST /webhooks/voice HTTP/1.1\r\nHost: localhost\r\n";
    private const string FormHead = Head + "Content-Type: application/x-www-form-urlencoded\r\n";
    private readonly Stack _stack = shared.Stack;

    [Fact]
    public async Task What_may_be_two_requests_is_refused_and_the_connection_ends()
    {
        var cases = SmugglingCases.AtEveryPath().ToList();
        var wrong = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            cases,
            async (one, _) =>
            {
                var answer = await AnswerAsync(one.Request);
                if (!IsRefusal(answer) || answer.Contains("\r\nServer:", StringComparison.OrdinalIgnoreCase))
                    wrong.Enqueue($"{one.What}: {answer}");
            }
        );
        await Console.Error.WriteLineAsync(
            $"   smuggling: {cases.Count} requests that could be two, {wrong.Count} not refused"
        );
        Assert.True(cases.Count >= 200);
        Assert.True(wrong.IsEmpty, string.Join("\n", wrong));
    }

    [Theory]
    [InlineData("431", "X: ", 17_000, "headers-too-large")]
    [InlineData("414", "GET /", 9_000, "url-too-long")]
    public async Task What_is_too_long_is_refused(string status, string begin, int length, string reason)
    {
        var before = await RefusedAsync(reason);
        using var connection = await RawConnection.OpenAsync(_stack.ServerUrl);
        var head = begin.StartsWith('G') ? "" : Head;
        await connection.TrySendAsync(head + begin + new string('x', length) + " HTTP/1.1\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status}", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        await CountedAsync(reason, before + 1);
    }

    [Fact]
    public async Task Whoever_is_slow_with_headers_or_body_is_told_408_in_seconds()
    {
        var before = await RefusedAsync("too-slow");
        var body = FormHead + "Content-Length: 1000\r\n\r\n";
        var ends = await Task.WhenAll(
            DripAsync(Head, "X-Slow: "),
            DripAsync(body, "Body="),
            DripAsync(FormHead + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nA\r\n"),
            DripAsync(body, null)
        );
        Assert.All(ends, end => Assert.StartsWith("HTTP/1.1 408", end.Answer, StringComparison.Ordinal));
        Assert.All(ends, end => Assert.InRange(end.Took.TotalSeconds, 3, 15));
        await CountedAsync("too-slow", before + 4);
    }

    [Fact]
    public async Task A_body_without_end_is_cut_off()
    {
        using var connection = await RawConnection.OpenAsync(_stack.ServerUrl);
        await connection.SendAsync(FormHead + "Transfer-Encoding: chunked\r\n\r\n");
        var reading = connection.ReadToEndAsync();
        var chunk = "1000\r\n" + new string('x', 4096) + "\r\n";
        var sent = 0;
        while (!reading.IsCompleted && sent < 10_000 && await connection.TrySendAsync(chunk))
            sent++;
        Assert.StartsWith("HTTP/1.1 413", await reading, StringComparison.Ordinal);
        Assert.True(sent < 10_000, "It took 40 MB.");
    }

    [Fact]
    public async Task A_reset_in_the_middle_of_a_body_is_no_error_of_ours()
    {
        var before = await RefusedAsync("cut-short");
        for (var i = 0; i < 20; i++)
        {
            using var connection = await RawConnection.OpenAsync(_stack.ServerUrl);
            await connection.SendAsync(FormHead + "Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n");
            // A reset takes along what was not read: only now the server is in the middle of the body.
            Assert.StartsWith("HTTP/1.1 100", await connection.ReadAsync(), StringComparison.Ordinal);
            await connection.SendAsync("CallSid=CA1");
            connection.Reset();
        }
        await CountedAsync("cut-short", before + 20);
        Assert.DoesNotContain("fail:", _stack.ServerLog, StringComparison.Ordinal);
    }

    /// <summary>All that comes until the connection ends; what was no end, if it does not.</summary>
    private async Task<string> AnswerAsync(string request)
    {
        using var connection = await RawConnection.OpenAsync(_stack.ServerUrl);
        await connection.TrySendAsync(request);
        try
        {
            return await connection.ReadToEndAsync();
        }
        catch (TimeoutException open)
        {
            return open.Message;
        }
    }

    /// <summary>One answer, of 4xx. For a version that is not HTTP/1 it is Kestrel's 505, or HTTP/2's own goodbye.</summary>
    private static bool IsRefusal(string answer) =>
        answer.Split("HTTP/1.1 ") switch
        {
            ["", var only] => only.StartsWith('4') || only.StartsWith("505", StringComparison.Ordinal),
            [var goodbye] => goodbye.StartsWith("\0\0\b\a", StringComparison.Ordinal),
            _ => false,
        };

    private async Task<(string Answer, TimeSpan Took)> DripAsync(string head, string? drop)
    {
        var since = Stopwatch.GetTimestamp();
        using var connection = await RawConnection.OpenAsync(_stack.ServerUrl);
        await connection.SendAsync(head);
        var reading = connection.ReadToEndAsync();
        while (drop is not null && await Task.WhenAny(reading, Task.Delay(100)) != reading)
            await connection.TrySendAsync(drop);
        return (await reading, Stopwatch.GetElapsedTime(since));
    }

    private async Task CountedAsync(string reason, long atLeast)
    {
        for (var attempt = 0; await RefusedAsync(reason) < atLeast; attempt++)
        {
            Assert.True(attempt < 300, $"{reason} was not counted.");
            await Task.Delay(20);
        }
    }

    private async Task<long> RefusedAsync(string reason)
    {
        await using var connection = await _stack.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long?>(
                "SELECT sum(refused)::bigint FROM twilio_server.webhook_refusals WHERE reason = @reason",
                new { reason }
            ) ?? 0;
    }
}

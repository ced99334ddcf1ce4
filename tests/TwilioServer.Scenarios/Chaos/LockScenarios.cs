using System.Diagnostics;
using Dapper;

namespace TwilioServer.Scenarios.Chaos;

/// <summary>Somebody at a psql prompt holds a row of one call, and forgets it over lunch.</summary>
public sealed class LockScenarios(RigTemplate template)
{
    private const int Held = 1000;
    private const string OfStream = "SELECT 1 FROM twilio_server.stream_keys WHERE stream_key = '{0}' FOR UPDATE";
    private const string OfContact = "SELECT 1 FROM twilio_server.contacts WHERE phone_number = '{1}' FOR UPDATE";

    [Theory]
    [InlineData(OfStream)]
    [InlineData(OfContact)]
    public async Task A_row_that_psql_holds_delays_its_own_call_and_no_other(string statement)
    {
        await using var rig = await Rig.StartAsync(template);
        var held = DriverCall.NotAnswered(rig.Entry, Held);
        await rig.Driver.SendAsync(held.Webhooks[0]);
        await using (var connection = await rig.Database.OpenConnectionAsync())
            await connection.ExecuteAsync(
                "INSERT INTO twilio_server.contacts (tenant_id, phone_number) VALUES (@tenant::uuid, @Customer)",
                new { tenant = Rig.TenantId, held.Customer }
            );
        var before = await MedianMillisecondsAsync(rig, first: 0);

        await using var psql = await PsqlSession.HoldAsync(rig, string.Format(statement, held.CallSid, held.Customer));
        var answer = rig.Driver.SendAsync(held.Webhooks[1]);
        var meanwhile = await MedianMillisecondsAsync(rig, first: 100);
        // A writer that passes over a held row pauses for 100 ms at most before it looks again. One that waited for the
        // row would wait until it spills, which takes seconds; anything between is the machine's.
        Assert.True(meanwhile < before * 4 + 500, $"{meanwhile:F1} ms instead of {before:F1} ms");
        await psql.ReleaseAsync();

        Assert.Equal(200, (await answer)?.Status);
        await Rest.JudgeAsync(rig, new Expectation());
    }

    private static async Task<double> MedianMillisecondsAsync(Rig rig, int first)
    {
        var times = new List<double>();
        foreach (var webhook in DriverCall.Many(rig.Entry, first, 30).SelectMany(call => call.Webhooks))
        {
            var watch = Stopwatch.StartNew();
            Assert.True(await rig.Driver.SendAsync(webhook) is { Status: 200 or 204 }, rig.Node.Log);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        return times[times.Count / 2];
    }
}

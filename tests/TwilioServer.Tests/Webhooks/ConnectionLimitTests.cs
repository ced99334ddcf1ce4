using System.Net;
using Microsoft.AspNetCore.Connections;
using TwilioServer.Tests.Support;
using TwilioServer.Webhooks;

namespace TwilioServer.Tests.Webhooks;

public sealed class ConnectionLimitTests
{
    private readonly Verification _verification = new(["https://calls.example.test"]);
    private readonly List<TaskCompletionSource> _served = [];
    private readonly ConnectionDelegate _guard;

    public ConnectionLimitTests()
    {
        var settings = new HardeningSettings(AddressSet.TryParse("10.0.0.0/8")!, 2);
        _guard = new ConnectionLimit(settings, _verification.Refusals).Guard(_ =>
        {
            _served.Add(new TaskCompletionSource());
            return _served[^1].Task;
        });
    }

    [Theory]
    [InlineData("192.0.2.1", 2)]
    [InlineData("::ffff:192.0.2.1", 2)]
    [InlineData("2001:db8::1", 2)]
    [InlineData("127.1.2.3", 2)]
    [InlineData("127.0.0.1", 5)]
    [InlineData("::ffff:127.0.0.1", 5)]
    [InlineData("::1", 5)]
    [InlineData("10.1.2.3", 5)]
    public async Task An_address_holds_so_many_and_no_more_unless_it_is_a_proxy_or_this_machine(
        string address,
        int served
    )
    {
        var connections = Enumerable.Range(0, 5).Select(_ => new Connection(address)).ToList();
        var running = connections.Select(connection => _guard(connection)).ToList();
        Assert.Equal(served, _served.Count);
        Assert.Equal(5 - served, connections.Count(connection => connection.IsAborted));
        Assert.Equal(served < 5 ? 1 : 0, _verification.Log.Written.Count);
        _served.ForEach(each => each.SetResult());
        await Task.WhenAll(running).Soon();
    }

    [Fact]
    public async Task Whoever_leaves_makes_room_and_one_address_does_not_shut_out_another()
    {
        var running = new List<Task> { _guard(new Connection("192.0.2.1")), _guard(new Connection("192.0.2.1")) };
        running.Add(_guard(new Connection("192.0.2.2")));
        Assert.Equal(3, _served.Count);
        _served[0].SetException(new IOException());
        await Assert.ThrowsAsync<IOException>(() => running[0].Soon());
        running[0] = _guard(new Connection("192.0.2.1"));
        Assert.Equal(4, _served.Count);
        _served.ForEach(each => each.TrySetResult());
        await Task.WhenAll(running).Soon();
    }

    private sealed class Connection : DefaultConnectionContext
    {
        public Connection(string address) => RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 1);

        public bool IsAborted { get; private set; }

        public override void Abort(ConnectionAbortedException abortReason) => IsAborted = true;
    }
}

using System.Net;
using System.Text;
using System.Text.Json;

namespace TwilioServer.Scenarios.Harness.Neighbours;

/// <summary>What a stub was asked, as it came.</summary>
public sealed record StubRequest(
    string Method,
    string PathAndQuery,
    IReadOnlyDictionary<string, string> Headers,
    string Body
)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}

/// <summary>What a stub does with a request.</summary>
public sealed record StubAnswer(int Status, string Body)
{
    /// <summary>Processes the request and then breaks the connection: nobody can tell.</summary>
    public bool BreaksConnection { get; init; }
}

/// <summary>A neighbour that behaves as its code does, over real HTTP, and remembers what it was asked.</summary>
public abstract class StubServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly List<StubRequest> _requests = [];
    private readonly Task _serving;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected StubServer()
    {
        Url = Listen(_listener);
        _serving = Task.Run(ServeAsync);
    }

    public Uri Url { get; }

    public IReadOnlyList<StubRequest> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    /// <summary>Waits until what was asked so far is as wanted.</summary>
    /// <exception cref="TimeoutException">It never was.</exception>
    public async Task<IReadOnlyList<StubRequest>> WaitForAsync(Func<IReadOnlyList<StubRequest>, bool> isWanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            Task changed;
            lock (_requests)
                changed = _changed.Task;
            if (Requests is var requests && isWanted(requests))
                return requests;
            try
            {
                await changed.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException(
                    "The stub was asked: " + string.Join(", ", requests.Select(request => request.PathAndQuery)),
                    e
                );
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Answers one request. Called for one at a time.</summary>
    protected abstract Task<StubAnswer> AnswerAsync(StubRequest request);

    private static Uri Listen(HttpListener listener)
    {
        for (var attempt = 0; ; attempt++)
        {
            var port = TcpLinkPorts.Free();
            listener.Prefixes.Clear();
            listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                listener.Start();
                return new Uri($"http://127.0.0.1:{port}");
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                // Somebody else took the port meanwhile.
            }
        }
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e)
                when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            await ServeAsync(context);
        }
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        var request = new StubRequest(
            context.Request.HttpMethod,
            context.Request.RawUrl!,
            context
                .Request.Headers.AllKeys.OfType<string>()
                .ToDictionary(name => name, name => context.Request.Headers[name]!, StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync()
        );
        var answer = await AnswerAsync(request);
        lock (_requests)
        {
            _requests.Add(request);
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        try
        {
            if (answer.BreaksConnection)
            {
                context.Response.Abort();
                return;
            }
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            // Who asked has gone.
        }
    }
}

internal static class TcpLinkPorts
{
    /// <summary>A port that nobody had a moment ago.</summary>
    public static int Free()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

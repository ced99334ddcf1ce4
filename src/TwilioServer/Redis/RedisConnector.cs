using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TwilioServer.Redis;

/// <summary>Connects, encrypts, says who we are, and makes sure that a Redis answers.</summary>
internal static class RedisConnector
{
    /// <param name="trust">Whom to trust; null for whom this machine trusts.</param>
    /// <exception cref="RedisException">It did not work out; the message says why, without any secret.</exception>
    public static async Task<RedisConnection> ConnectAsync(
        RedisEndpoint endpoint,
        TimeSpan connectTimeout,
        TimeSpan callTimeout,
        TimeProvider time,
        CancellationToken cancellation,
        X509ChainPolicy? trust = null
    )
    {
        using var deadline = new CancellationTokenSource(connectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        Stream stream;
        try
        {
            stream = await OpenAsync(endpoint, trust, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RedisTimeoutException(connectTimeout);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            throw new RedisUnavailableException($"Redis at {endpoint} cannot be reached: {e.Message}", e);
        }
        var connection = new RedisConnection(stream, callTimeout, time);
        try
        {
            await GreetAsync(connection, endpoint);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<Stream> OpenAsync(
        RedisEndpoint endpoint,
        X509ChainPolicy? trust,
        CancellationToken cancellation
    )
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            KeepAlive(socket);
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, cancellation);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            return endpoint.IsTls ? await EncryptAsync(stream, endpoint.Host, trust, cancellation) : stream;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The system finds out that the other side is gone while nobody calls.</summary>
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 2);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 2);
    }

    /// <summary>The server's certificate must be valid for the name in the URL, by an authority that is trusted.</summary>
    private static async Task<Stream> EncryptAsync(
        Stream stream,
        string host,
        X509ChainPolicy? trust,
        CancellationToken cancellation
    )
    {
        var encrypted = new SslStream(stream);
        await encrypted.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = trust },
            cancellation
        );
        return encrypted;
    }

    /// <summary>Sent in one go; Redis carries them out in order. The ping is for where nothing else needs saying.</summary>
    private static async Task GreetAsync(RedisConnection connection, RedisEndpoint endpoint)
    {
        var greetings = new List<Task>();
        if (endpoint.Password is { } password)
            greetings.Add(
                connection.CallAsync(endpoint.User is { } user ? ["AUTH", user, password] : ["AUTH", password])
            );
        if (endpoint.Database != 0)
            greetings.Add(connection.CallAsync(["SELECT", endpoint.Database]));
        greetings.Add(connection.CallAsync(["PING"]));
        await Task.WhenAll(greetings);
    }
}

using System.CommandLine;
using Npgsql;
using TwilioServer.Configuration;
using TwilioServer.FeatureFlags;
using TwilioServer.Ops.Demo;
using TwilioServer.Ops.FeatureDesk;
using TwilioServer.Ops.JobsDesk;
using TwilioServer.Ops.MessageDesk;
using TwilioServer.Storage;

namespace TwilioServer.Ops;

/// <summary>All commands of <c>twilio-server</c>. One line on standard error and exit code 1 when something is wrong.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(
            "Sees to it that no missed call is a lost customer: answers Twilio's webhooks, forwards calls, texts back."
        )
        {
            ServeCommand.Create(),
            MigrateCommand.Create(),
            TenantsCommand.Create(),
            NumbersCommand.Create(),
            FeaturesCommand.Create(),
            PauseCommands.Pause(),
            PauseCommands.Resume(),
            JobsCommand.Create(),
            RetryFailedCommand.Create(),
            Check10DlcCommand.Create(),
            SettingsCommand.Create(),
            DemoCommand.Create(),
            ReplayCommand.Create(),
            SimulateCommand.Create(),
        };
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        try
        {
            return await root.Parse(args).InvokeAsync(configuration);
        }
        catch (Exception e) when (Explain(e) is { } explanation)
        {
            await Console.Error.WriteLineAsync(explanation);
            return 1;
        }
    }

    /// <summary>What an operator can do about it; null for a bug, which shows its whole trace.</summary>
    private static string? Explain(Exception exception) =>
        exception switch
        {
            SettingsException e => string.Join(
                Environment.NewLine,
                e.Problems.Select(problem => "twilio-server: " + problem)
            ),
            MigrationException e => "twilio-server: " + e.Message,
            PostgresException e => $"twilio-server: The database refused: {e.MessageText} ({e.SqlState}).",
            NpgsqlException => "twilio-server: The database cannot be reached. Check DATABASE_URL, and that it runs.",
            System.Security.Cryptography.CryptographicException =>
                "twilio-server: MASTER_KEY is not the key that this database's secrets were wrapped with.",
            IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
                "twilio-server: PORT is taken by another process. Stop it, or set another PORT.",
            OperationCanceledException => "twilio-server: stopped before it was ready.",
            UnknownTenantException e => "twilio-server: " + e.Message + " See: twilio-server tenants list",
            CommandException e => "twilio-server: " + e.Message,
            _ => null,
        };
}

/// <summary>A command cannot do what it was asked; the message says what to do.</summary>
public sealed class CommandException(string message) : Exception(message);

using Npgsql;
using TwilioServer.Storage;
using TwilioServer.Tenants;

namespace TwilioServer.Registrations;

/// <summary>What is known of our numbers' registrations, in the database; every process follows.</summary>
public sealed class RegistrationStore(NpgsqlDataSource dataSource, TimeProvider time)
{
    private static readonly TimeSpan WhileAllAreFine = TimeSpan.FromDays(1);
    private static readonly TimeSpan WhileOneIsNot = TimeSpan.FromHours(1);

    /// <summary>Saves what was found, and announces it. Numbers that were taken away meanwhile are left out.</summary>
    public async Task SaveAsync(IReadOnlyList<CheckedNumber> numbers, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command(
                    "Registrations/save-registrations",
                    numbers.Select(number => number.PhoneNumber).ToArray(),
                    numbers.Select(number => number.Status.ToWord()).ToArray(),
                    now,
                    now + (numbers.All(number => number.IsFine) ? WhileAllAreFine : WhileOneIsNot)
                ),
                Command("Tenants/announce-change"),
            },
        };
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// Whether Twilio is to be asked again; says so to one process only, which has an hour for it. Where nobody has ever
    /// asked, nothing is due: what was never wanted must not begin to hold texts back.
    /// </summary>
    public async Task<bool> BeginAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var command = dataSource.CreateCommand(Sql.Load("Registrations/begin-check"));
        command.Parameters.Add(new NpgsqlParameter { Value = now });
        command.Parameters.Add(new NpgsqlParameter { Value = now + WhileOneIsNot });
        return await command.ExecuteScalarAsync(cancellation) is not null;
    }

    private static NpgsqlBatchCommand Command(string sqlName, params object[] values)
    {
        var command = new NpgsqlBatchCommand(Sql.Load(sqlName));
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}

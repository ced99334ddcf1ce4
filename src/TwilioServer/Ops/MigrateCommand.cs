using System.CommandLine;
using TwilioServer.Storage;

namespace TwilioServer.Ops;

/// <summary><c>migrate</c>: brings the schema to this build's version.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command(
            "migrate",
            """
            Applies the migrations that the database lacks, and makes the partitions for the months ahead.
            Safe beside a running service of the previous release. Needs DATABASE_URL.

            Example: DATABASE_URL=postgresql://owner@localhost/nevermisscall twilio-server migrate
            """
        );
        command.SetAction((_, cancellation) => RunAsync(cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellation)
    {
        var settings = Database.Settings();
        await using var dataSource = DataSources.General(settings);
        var ambient = new Ambient();
        var applied = await new Migrator(dataSource, settings.DatabaseSchema, ambient.Time).ApplyAsync(cancellation);
        await Migrator.EnsurePartitionsAsync(dataSource, ambient.Time.GetUtcNow(), cancellation);
        foreach (var name in applied)
            Console.WriteLine($"applied {name}");
        Console.WriteLine(applied.Count == 0 ? "The schema is up to date." : $"{applied.Count} applied.");
        return 0;
    }
}

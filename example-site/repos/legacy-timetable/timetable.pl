#!/usr/bin/env perl
# Reads the timetable of the season, writes the departures of one pier.
use strict;
use warnings;

my ($in, $pier) = @ARGV;
die "usage: timetable.pl FILE PIER\n" unless defined $pier;

open my $fh, '<', $in or die "cannot read $in: $!\n";
while (<$fh>) {
    chomp;
    my ($route, $days, $departure, $arrival, $vessel) = split /,/;
    next unless substr($route, 0, 3) eq $pier;
    printf "%-6s %s %s\n", $departure, substr($route, 3, 3), $vessel;
}
close $fh;

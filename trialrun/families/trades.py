"""The trades in which drawn jobs are at home, in names of our own. Values; draws nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trade:
    """Where a job runs, and the names of what it is made of.

    `reads` bring data in, `works` change it, `ends` hand it on, `cleans` tidy up, `alarms` cry.
    `asks` are questions that an If/else decides, each with the task value that it looks at;
    `loops` are names of For each tasks, what they run and the elements they go over.
    """

    who: str
    jobs: tuple[str, ...]
    reads: tuple[str, ...]
    works: tuple[str, ...]
    ends: tuple[str, ...]
    cleans: tuple[str, ...]
    alarms: tuple[str, ...]
    asks: tuple[tuple[str, str], ...]
    loops: tuple[tuple[str, str, tuple[str, ...]], ...]


def _trade(
    who: str,
    jobs: str,
    reads: str,
    works: str,
    ends: str,
    cleans: str,
    alarms: str,
    asks: str,
    loops: str,
) -> Trade:
    """Reads lists of words; an ask is `name:value`, a loop `name:inner:element,element`."""
    return Trade(
        who,
        _words(jobs),
        _words(reads),
        _words(works),
        _words(ends),
        _words(cleans),
        _words(alarms),
        tuple((name, value) for name, _, value in (each.partition(":") for each in asks.split())),
        tuple(
            (name, inner, tuple(elements.split(",")))
            for name, inner, elements in (each.split(":") for each in loops.split())
        ),
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TRADES = (
    _trade(
        "a hospital",
        "ward_round bed_board lab_night",
        "load_admissions read_monitors fetch_lab_results load_rosters read_pharmacy",
        "match_patients clean_vitals join_wards score_risk count_beds code_diagnoses",
        "publish_bed_board send_to_insurer fill_ward_screens report_waits",
        "drop_scratch close_session",
        "page_on_call alert_ward_desk",
        "is_ward_full:beds has_new_results:results",
        "score_wards:score_ward:north,south,west,east refill_shelves:refill_shelf:a,b,c",
    ),
    _trade(
        "a railway",
        "timetable_check delay_minutes axle_watch",
        "read_signals load_timetable fetch_ticket_sales read_axle_counters load_crew_plans",
        "match_trains compute_delays join_routes rate_crowding check_axles plan_crews",
        "publish_delays update_boards bill_operators report_punctuality",
        "release_locks drop_staging",
        "call_dispatcher warn_depot",
        "is_line_blocked:blocked is_peak:riders",
        "check_lines:check_line:red,blue,green plan_depots:plan_depot:old_town,harbour,hill",
    ),
    _trade(
        "a wind farm",
        "turbine_health grid_offer wind_day",
        "read_turbines load_forecast fetch_prices read_substations load_service_log",
        "clean_gusts join_sites model_output find_wear price_energy rank_turbines",
        "send_grid_offer publish_output order_parts report_losses",
        "clear_cache drop_scratch",
        "call_technician warn_grid_desk",
        "is_storm:gust is_price_high:price",
        "model_sites:model_site:ridge,coast,moor inspect_blades:inspect_blade:a,b,c,d",
    ),
    _trade(
        "a library",
        "loan_night shelf_count reading_room",
        "load_loans read_gates fetch_catalogue load_reservations read_returns",
        "match_copies clean_titles join_branches find_overdue count_visits rank_titles",
        "send_reminders publish_shelf_list order_copies report_visits",
        "drop_scratch close_ledger",
        "mail_librarian warn_branch",
        "is_anything_overdue:overdue has_returns:returns",
        "count_branches:count_branch:north,mill,park mail_readers:mail_reader:a_to_h,i_to_p,q_to_z",
    ),
    _trade(
        "a port",
        "berth_plan tide_desk crane_log",
        "read_gauges load_ship_list fetch_customs read_cranes load_weather",
        "clean_tides match_ships join_berths weigh_cargo plan_tugs price_storage",
        "publish_berths send_to_customs bill_shippers report_turnaround",
        "release_slots drop_staging",
        "call_pilots warn_harbour_master",
        "is_tide_low:depth is_quay_full:ships",
        "plan_quays:plan_quay:east,west,oil weigh_holds:weigh_hold:one,two,three,four",
    ),
    _trade(
        "a bank",
        "ledger_close card_watch rate_sheet",
        "load_transfers read_card_feed fetch_rates load_accounts read_branch_cash",
        "clean_transfers match_accounts find_fraud join_ledgers value_deposits age_loans",
        "post_ledger send_statements publish_rates report_to_regulator",
        "wipe_scratch close_batch",
        "alert_fraud_desk call_treasury",
        "is_balanced:difference is_quarter_end:day",
        "value_desks:value_desk:bonds,loans,cards age_books:age_book:retail,trade,farm",
    ),
    _trade(
        "a vineyard",
        "cellar_book harvest_plan bottle_count",
        "read_soil_probes load_weather fetch_orders read_tank_levels load_pickers",
        "clean_probes join_plots model_ripeness blend_lots count_bottles price_cases",
        "publish_harvest_plan send_to_cellar bill_merchants report_yield",
        "drop_scratch empty_inbox",
        "call_cellar_master warn_pickers",
        "is_frost:degrees is_ripe:sugar",
        "model_plots:model_plot:slope,terrace,river check_tanks:check_tank:one,two,three",
    ),
    _trade(
        "a water works",
        "pump_day leak_search quality_watch",
        "read_meters load_pump_log fetch_rainfall read_sensors load_repairs",
        "clean_meters join_zones find_leaks model_demand grade_samples plan_pumps",
        "publish_pressure bill_households order_repairs report_quality",
        "clear_buffers drop_staging",
        "call_engineer warn_zone_desk",
        "is_pressure_low:bar has_leak:litres",
        "grade_zones:grade_zone:upper,lower,island plan_stations:plan_station:a,b,c,d",
    ),
    _trade(
        "a museum",
        "visitor_day loan_register climate_log",
        "read_turnstiles load_bookings fetch_loans read_climate load_shop_sales",
        "clean_visits match_tickets join_rooms find_damp value_loans rank_rooms",
        "publish_visits send_to_lenders order_posters report_climate",
        "drop_scratch seal_log",
        "call_conservator warn_guards",
        "is_humid:percent is_sold_out:tickets",
        "rank_floors:rank_floor:ground,first,attic check_cases:check_case:a,b,c",
    ),
    _trade(
        "a courier",
        "route_board parcel_night driver_pay",
        "read_scanners load_parcels fetch_traffic load_drivers read_lockers",
        "match_addresses clean_scans join_depots plan_routes find_lost weigh_parcels",
        "publish_routes pay_drivers bill_senders report_on_time",
        "clear_queue drop_staging",
        "call_depot warn_customers",
        "is_snowing:flakes is_depot_full:parcels",
        "plan_depots:plan_depot:north,south,airport weigh_belts:weigh_belt:one,two,three",
    ),
    _trade(
        "a theatre",
        "box_office seat_map season_report",
        "load_bookings read_doors fetch_reviews load_cast_list read_bar_tills",
        "match_seats clean_bookings join_shows rate_reviews count_guests price_seats",
        "publish_seat_map pay_cast mail_members report_season",
        "drop_scratch close_till",
        "call_stage_door warn_box_office",
        "is_sold_out:seats is_premiere:evening",
        "price_blocks:price_block:stalls,circle,boxes count_houses:count_house:main,studio,yard",
    ),
    _trade(
        "a dairy",
        "milk_round churn_log farm_pay",
        "read_tankers load_farms fetch_lab_tests read_coolers load_orders",
        "clean_tests match_tankers join_routes grade_milk find_warm_loads plan_churns",
        "publish_grades pay_farmers send_to_shops report_waste",
        "rinse_scratch drop_staging",
        "call_plant warn_drivers",
        "is_milk_warm:degrees is_tank_full:litres",
        "grade_routes:grade_route:valley,coast,moor plan_vats:plan_vat:one,two,three,four",
    ),
)
